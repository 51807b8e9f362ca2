"""The rectifier that leaks."""

from __future__ import annotations

import warnings

import graph
from kerasish.base import rules
from kerasish.layers.same_shape import SameShapeLayer


class LeakyReLU(SameShapeLayer):
    """y = x where x > 0, else negative_slope * x.

    Args:
        negative_slope: slope for negative x, >= 0. Keras 2 called it ``alpha``.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.LeakyReLU(negative_slope=0.5)
        >>> layer(np.array([-2.0, 3.0])).numpy()
        array([-1.,  3.], dtype=float32)
    """

    rules = {"negative_slope": rules.non_negative_number}

    def __init__(self, negative_slope=0.3, **kwargs):
        if "alpha" in kwargs:
            negative_slope = kwargs.pop("alpha")
            warnings.warn(
                "LeakyReLU: alpha is Keras 2's name of negative_slope", stacklevel=3
            )
        super().__init__(**kwargs)
        self.negative_slope = negative_slope

    def call(self, inputs):
        return graph.leaky_relu(inputs, self.negative_slope)
