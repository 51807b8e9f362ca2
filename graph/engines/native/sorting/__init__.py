"""Searching sorted vectors, and the largest elements of rows."""
