"""A penalty on what passes."""

from __future__ import annotations

from kerasish import regularizers
from kerasish.base import rules
from kerasish.layers.same_shape import SameShapeLayer


class ActivityRegularization(SameShapeLayer):
    """y = x, with (l1 * sum(|x|) + l2 * sum(x**2)) / batch added to the loss.

    Args:
        l1: factor of the absolute values, >= 0.
        l2: factor of the squares, >= 0.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.ActivityRegularization(l1=0.5)
        >>> y = layer(np.array([[1.0, -3.0]]))
        >>> float(layer.losses[0])
        2.0
    """

    rules = {"l1": rules.non_negative_number, "l2": rules.non_negative_number}

    def __init__(self, l1=0.0, l2=0.0, **kwargs):
        super().__init__(activity_regularizer=regularizers.L1L2(l1=l1, l2=l2), **kwargs)
        self.l1 = l1
        self.l2 = l2

    def call(self, inputs):
        return inputs

    def get_config(self):
        config = super().get_config()
        config.pop("activity_regularizer", None)
        return config
