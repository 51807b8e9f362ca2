"""Sums, means, extremes and the like over axes."""
