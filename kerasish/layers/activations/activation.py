"""Any activation function as a layer."""

from __future__ import annotations

from kerasish import activations
from kerasish.layers.same_shape import SameShapeLayer


class Activation(SameShapeLayer):
    """y = activation(x).

    Args:
        activation: name of an activation, or a function of a tensor.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.Activation("relu")
        >>> layer(np.array([-1.0, 2.0])).numpy()
        array([0., 2.], dtype=float32)
    """

    def __init__(self, activation, **kwargs):
        super().__init__(**kwargs)
        self.activation = activations.get(activation)

    def call(self, inputs):
        return self.activation(inputs)
