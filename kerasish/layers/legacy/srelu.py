"""The ReLU in the form of an S, as of Keras 1."""

from __future__ import annotations

import graph
from kerasish import initializers
from kerasish.base.discovery import internal
from kerasish.layers.legacy.shared_axes_layer import SharedAxesLayer


@internal
class SReLU(SharedAxesLayer):
    """y = x between t_left and t_left + |t_right|, other slopes below and above.

    Args:
        t_left_init, a_left_init: how threshold and slope of the left part start.
        t_right_init, a_right_init: those of the right part.
        shared_axes: axes along which the weights are shared.

    Weights:
        t_left, a_left, t_right, a_right: the shape of an input, 1 on shared axes.

    Source:
        Jin et al., 2015, https://arxiv.org/abs/1512.07030.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.SReLU(a_left_init="zeros")
        >>> layer(np.array([[-2.0, 3.0]])).numpy()
        array([[0., 3.]], dtype=float32)
    """

    def __init__(
        self,
        t_left_init="zeros",
        a_left_init="glorot_uniform",
        t_right_init="glorot_uniform",
        a_right_init="ones",
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.t_left_init = initializers.get(t_left_init)
        self.a_left_init = initializers.get(a_left_init)
        self.t_right_init = initializers.get(t_right_init)
        self.a_right_init = initializers.get(a_right_init)

    def build(self, input_shape):
        shape = self._weight_shape(input_shape)
        for name in ("t_left", "a_left", "t_right", "a_right"):
            start = getattr(self, f"{name}_init")
            setattr(self, name, self.add_weight(shape, start, name=name))

    def call(self, inputs):
        from_left = inputs - self.t_left
        width = abs(self.t_right)
        middle = graph.minimum(graph.relu(from_left), width)
        below = self.a_left * graph.relu(-from_left)
        above = self.a_right * graph.relu(from_left - width)
        return self.t_left + middle - below + above
