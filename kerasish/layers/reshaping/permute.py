"""Another order of the axes."""

from __future__ import annotations

import graph
from kerasish.base.rules import Rule
from kerasish.layers.input_spec import InputSpec
from kerasish.layers.layer import Layer

_DIMS = Rule(
    "the numbers 1 to n in some order, n being the axes besides the batch",
    lambda v: (
        isinstance(v, (list, tuple))
        and all(isinstance(d, int) for d in v)
        and sorted(v) == list(range(1, len(v) + 1))
    ),
    (3, (0, 1), (1, 3), (1, 1), ("1",)),
    tuple,
)


class Permute(Layer):
    """Axis k of y is axis dims[k - 1] of x; the batch stays first.

    Args:
        dims: the axes in their new order, counted from 1: (2, 1) swaps two axes.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.Permute((2, 1))(np.zeros((5, 3, 4))).shape
        (5, 4, 3)
    """

    rules = {"dims": _DIMS}

    def __init__(self, dims, **kwargs):
        super().__init__(**kwargs)
        self.dims = dims
        self.input_spec = InputSpec(ndim=len(dims) + 1)

    def call(self, inputs):
        return graph.transpose(inputs, (0, *self.dims))

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *(input_shape[axis] for axis in self.dims))
