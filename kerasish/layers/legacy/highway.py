"""A densely connected layer with a gate around it, as of Keras 1."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.layers.legacy.linear_layer import LinearLayer


@internal
class Highway(LinearLayer):
    """y = t * activation(x @ kernel + bias) + (1 - t) * x, t = sigmoid(gate of x).

    Call arguments:
        inputs: (batch, features).

    Weights:
        kernel, carry_kernel: (features, features).
        bias, carry_bias: (features,).

    Source:
        Srivastava et al., 2015, https://arxiv.org/abs/1505.00387.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.Highway()(np.ones((2, 5))).shape
        (2, 5)
    """

    def build(self, input_shape):
        size = input_shape[-1]
        self.kernel = self._add_kernel((size, size))
        self.carry_kernel = self.add_weight(
            (size, size), self.kernel_initializer, name="carry_kernel"
        )
        self.bias = self._add_bias((size,))
        self.carry_bias = None
        if self.use_bias:
            self.carry_bias = self.add_weight((size,), "ones", name="carry_bias")

    def call(self, inputs):
        gate = self._linear(inputs, self.carry_kernel, self.carry_bias)
        share = graph.sigmoid(gate)
        y = self.activation(self._linear(inputs, self.kernel, self.bias))
        return share * y + (1.0 - share) * inputs

    def _linear(self, inputs, kernel, bias):
        y = graph.matmul(inputs, kernel)
        return y if bias is None else y + bias

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)
