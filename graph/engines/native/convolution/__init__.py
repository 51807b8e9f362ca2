"""Convolutions and their kernel gradients in machine code."""
