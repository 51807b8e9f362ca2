"""The softplus with two slopes, as of Keras 1."""

from __future__ import annotations

import graph
from kerasish import initializers
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.layers.legacy.shared_axes_layer import SharedAxesLayer


@internal
class ParametricSoftplus(SharedAxesLayer):
    """y = alpha * log(1 + e**(beta * x)), alpha and beta for each element.

    Args:
        alpha_init, beta_init: where the weights start.
        shared_axes: axes along which the weights are shared.

    Weights:
        alpha, beta: the shape of an input, 1 on shared axes.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.ParametricSoftplus(1.0, 1.0)
        >>> round(float(layer(np.array([[0.0]]))[0, 0]), 4)
        0.6931
    """

    rules = {"alpha_init": rules.finite_number, "beta_init": rules.finite_number}

    def __init__(self, alpha_init=0.2, beta_init=5.0, **kwargs):
        super().__init__(**kwargs)
        self.alpha_init = alpha_init
        self.beta_init = beta_init

    def build(self, input_shape):
        shape = self._weight_shape(input_shape)
        alpha, beta = map(initializers.Constant, (self.alpha_init, self.beta_init))
        self.alpha = self.add_weight(shape, alpha, name="alpha")
        self.beta = self.add_weight(shape, beta, name="beta")

    def call(self, inputs):
        return self.alpha * graph.softplus(self.beta * inputs)
