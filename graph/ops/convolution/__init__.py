"""Convolutions with strides, dilation and groups, and their transposes."""
