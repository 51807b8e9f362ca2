"""Products of tensors."""

from __future__ import annotations

from functools import reduce
from operator import mul

import graph
from kerasish.layers.merging.base_merge import BaseMerge, elementwise_mask


class Multiply(BaseMerge):
    """y = x1 * x2 * ..., element by element; shapes broadcast.

    Call arguments:
        inputs: a list of two or more tensors.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> a, b = np.array([[1.0, 5.0]]), np.array([[3.0, 4.0]])
        >>> kerasish.layers.Multiply()([a, b]).numpy()
        array([[ 3., 20.]], dtype=float32)
    """

    def merge(self, inputs):
        masks = [elementwise_mask(x) for x in inputs]
        if all(mask is None for mask in masks):
            return reduce(mul, inputs)
        kept = [
            x if mask is None else graph.where(mask, x, 1.0)
            for x, mask in zip(inputs, masks)
        ]
        product = reduce(mul, kept)
        if any(mask is None for mask in masks):
            return product
        return graph.where(reduce(graph.logical_or, masks), product, 0.0)


def multiply(inputs, **kwargs):
    """`Multiply` of a list of tensors; the arguments are the layer's."""
    return Multiply(**kwargs)(inputs)
