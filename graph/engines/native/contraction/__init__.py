"""Contractions in machine code: matrix products and what they share."""
