"""Sums of tensors."""

from __future__ import annotations

from functools import reduce
from operator import add as add_tensors

from kerasish.layers.merging.base_merge import BaseMerge


class Add(BaseMerge):
    """y = x1 + x2 + ..., element by element; shapes broadcast.

    Call arguments:
        inputs: a list of two or more tensors.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> a, b = np.array([[1.0, 5.0]]), np.array([[3.0, 4.0]])
        >>> kerasish.layers.Add()([a, b]).numpy()
        array([[4., 9.]], dtype=float32)
    """

    def merge(self, inputs):
        return reduce(add_tensors, inputs)


def add(inputs, **kwargs):
    """`Add` of a list of tensors; the arguments are the layer's."""
    return Add(**kwargs)(inputs)
