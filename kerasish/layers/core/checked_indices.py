"""The check that indices are inside the vocabulary of an embedding."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.discovery import internal


@internal
class CheckedIndices(graph.RangeCheck):
    """y = x, an error where an index is outside ``-size .. size - 1``."""

    size: int
    owner: str

    @property
    def bounds(self):
        return -self.size, self.size

    def kernel(self, x):
        wrong = (x >= self.size) | (x < -self.size)
        if wrong.any():
            places = np.argwhere(wrong)
            raise IndexError(
                f"layer {self.owner!r}: index {x[tuple(places[0])]} is outside the "
                f"vocabulary: input_dim={self.size}, so indices run from 0 to "
                f"{self.size - 1}; found at position {places[0].tolist()} of the input "
                f"({len(places)} such in all). Enlarge input_dim to the greatest index "
                "+ 1, or map unknown words to an index inside"
            )
        return x
