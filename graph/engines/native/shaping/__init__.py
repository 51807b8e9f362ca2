"""Joining, padding, reversing, counting: ops that move elements or make positions."""
