"""Another shape for each example."""

from __future__ import annotations

import numbers

import graph
from kerasish.base.rules import Rule
from kerasish.layers.layer import Layer
from kerasish.layers.reshaping.target_sizes import filled_target

_TARGET = Rule(
    "a tuple of sizes, at most one of them -1",
    lambda v: (
        isinstance(v, (list, tuple))
        and all(isinstance(s, numbers.Integral) and s >= -1 for s in v)
        and list(v).count(-1) <= 1
    ),
    (3, "2", (-1, -1), (2.5,), (-2,)),
    lambda v: tuple(int(s) for s in v),
)


class Reshape(Layer):
    """y[i] = the numbers of example i in another shape, in the same order.

    Args:
        target_shape: sizes without the batch; one of them may be -1 and is computed.

    Raises:
        ShapeError: the number of elements differs.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.Reshape((3, -1))(np.zeros((2, 12))).shape
        (2, 3, 4)
    """

    rules = {"target_shape": _TARGET}

    def __init__(self, target_shape, **kwargs):
        super().__init__(**kwargs)
        self.target_shape = target_shape

    def call(self, inputs):
        batch, *sizes = graph.shape(inputs)
        target = filled_target(self.name, sizes, self.target_shape)
        return graph.reshape(inputs, (batch, *target))

    def compute_output_shape(self, input_shape):
        target = filled_target(self.name, input_shape[1:], self.target_shape)
        return (input_shape[0], *target)
