"""The largest of several linear maps, as of Keras 1."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.layers.legacy.linear_layer import LinearLayer


@internal
class MaxoutDense(LinearLayer):
    """y = max over k of (x @ kernel[k] + bias[k]).

    Args:
        units: size of the output.
        nb_feature: how many maps the largest is taken of.

    Call arguments:
        inputs: (batch, features).

    Weights:
        kernel: (nb_feature, features, units).
        bias: (nb_feature, units).

    Source:
        Goodfellow et al., 2013, https://arxiv.org/abs/1302.4389.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.MaxoutDense(3)(np.ones((2, 5))).shape
        (2, 3)
    """

    rules = {"units": rules.positive_int, "nb_feature": rules.positive_int}

    def __init__(self, units, nb_feature=4, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.nb_feature = nb_feature

    def build(self, input_shape):
        self.kernel = self._add_kernel((self.nb_feature, input_shape[-1], self.units))
        self.bias = self._add_bias((self.nb_feature, self.units))

    def call(self, inputs):
        y = graph.einsum("bi,kio->bko", inputs, self.kernel)
        if self.bias is not None:
            y = y + self.bias
        return graph.max(y, axis=1)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.units)
