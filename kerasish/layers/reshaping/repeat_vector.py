"""A vector at every step."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.layers.input_spec import InputSpec
from kerasish.layers.layer import Layer


class RepeatVector(Layer):
    """y[i, t] = x[i] for t = 0 ... n - 1.

    Args:
        n: how many times.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.RepeatVector(3)(np.zeros((2, 8))).shape
        (2, 3, 8)
    """

    rules = {"n": rules.positive_int}

    def __init__(self, n, **kwargs):
        super().__init__(**kwargs)
        self.n = n
        self.input_spec = InputSpec(ndim=2)

    def call(self, inputs):
        batch, features = graph.shape(inputs)
        steps = graph.reshape(inputs, (batch, 1, features))
        return graph.broadcast_to(steps, (batch, self.n, features))

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.n, input_shape[1])
