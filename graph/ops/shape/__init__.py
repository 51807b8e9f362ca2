"""Shapes: reshaping, moving axes, joining, padding, slicing."""
