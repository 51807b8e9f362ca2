"""The rectifier with a ceiling, a slope and a threshold."""

from __future__ import annotations

from kerasish import activations
from kerasish.base import rules
from kerasish.layers.same_shape import SameShapeLayer


class ReLU(SameShapeLayer):
    """y = x where x >= threshold, else negative_slope * (x - threshold); <= max_value.

    Args:
        max_value: the largest output, >= 0; None for no limit.
        negative_slope: slope below the threshold, >= 0.
        threshold: where the rectifier bends, >= 0.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.ReLU(max_value=6, negative_slope=0.5)
        >>> layer(np.array([-2.0, 3.0, 9.0])).numpy()
        array([-1.,  3.,  6.], dtype=float32)
    """

    rules = {
        "max_value": rules.optional(rules.non_negative_number),
        "negative_slope": rules.non_negative_number,
        "threshold": rules.non_negative_number,
    }

    def __init__(self, max_value=None, negative_slope=0.0, threshold=0.0, **kwargs):
        super().__init__(**kwargs)
        self.max_value = max_value
        self.negative_slope = negative_slope
        self.threshold = threshold

    def call(self, inputs):
        return activations.relu(
            inputs,
            negative_slope=self.negative_slope,
            max_value=self.max_value,
            threshold=self.threshold,
        )
