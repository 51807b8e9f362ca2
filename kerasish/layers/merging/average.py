"""Means of tensors."""

from __future__ import annotations

from functools import reduce
from operator import add

from kerasish.layers.merging.base_merge import BaseMerge


class Average(BaseMerge):
    """y = (x1 + x2 + ...) / how many, element by element; shapes broadcast.

    Call arguments:
        inputs: a list of two or more tensors.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> a, b = np.array([[1.0, 5.0]]), np.array([[3.0, 4.0]])
        >>> kerasish.layers.Average()([a, b]).numpy()
        array([[2. , 4.5]], dtype=float32)
    """

    def merge(self, inputs):
        return reduce(add, inputs) / len(inputs)


def average(inputs, **kwargs):
    """`Average` of a list of tensors; the arguments are the layer's."""
    return Average(**kwargs)(inputs)
