"""Sequences as arrays."""

from kerasish.utils.sequences import pad_sequences

__all__ = ["pad_sequences"]
