"""Tensors side by side."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.layers.merging.base_merge import BaseMerge


class Concatenate(BaseMerge):
    """y = x1, x2, ... one after the other along an axis.

    Args:
        axis: along which; all other sizes must be equal.

    Call arguments:
        inputs: a list of tensors.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> a, b = np.zeros((2, 3)), np.zeros((2, 5))
        >>> kerasish.layers.Concatenate()([a, b]).shape
        (2, 8)
    """

    rules = {"axis": rules.any_int}

    def __init__(self, axis=-1, **kwargs):
        super().__init__(**kwargs)
        self.axis = axis

    def call(self, inputs):
        return graph.concatenate(list(inputs), self.axis)

    def compute_output_shape(self, input_shape):
        rank = len(input_shape[0])
        if any(len(s) != rank for s in input_shape) or not -rank <= self.axis < rank:
            self._refuse(input_shape)
        sizes = []
        for axis, along in enumerate(zip(*input_shape)):
            known = [size for size in along if size is not None]
            if axis == self.axis % rank:
                sizes.append(sum(known) if len(known) == len(along) else None)
            elif len(set(known)) > 1:
                self._refuse(input_shape)
            else:
                sizes.append(known[0] if known else None)
        return tuple(sizes)

    def _refuse(self, shapes):
        fail(
            f"layer {self.name!r}: the inputs cannot be joined along axis {self.axis}",
            {"inputs": [tuple(s) for s in shapes]},
            "all sizes but those of that axis must be equal",
            graph.ShapeError,
        )

    def compute_mask(self, inputs, mask=None):
        if mask is None or all(m is None for m in mask):
            return None
        masks = [_spread(x, m) for x, m in zip(inputs, mask)]
        merge = graph.all if self.needs_all_masks else graph.any
        return merge(graph.concatenate(masks, self.axis), -1)


def _spread(x, mask):
    """The mask for each element of x; True everywhere for none."""
    if mask is None:
        return graph.ones_like(x, "bool")
    if mask.ndim < x.ndim:
        mask = graph.expand_dims(mask, -1)
    return graph.broadcast_to(mask, graph.shape(x))


def concatenate(inputs, axis=-1, **kwargs):
    """`Concatenate` of a list of tensors; the arguments are the layer's."""
    return Concatenate(axis=axis, **kwargs)(inputs)
