"""The ReLU that starts at a threshold, as of Keras 1 and 2."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.layers.same_shape import SameShapeLayer


@internal
class ThresholdedReLU(SameShapeLayer):
    """y = x where x > theta, else 0.

    Args:
        theta: the threshold.

    Source:
        Konda et al., 2014, https://arxiv.org/abs/1402.3337.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.ThresholdedReLU(2.0)(np.array([1.0, 3.0])).numpy()
        array([0., 3.], dtype=float32)
    """

    rules = {"theta": rules.finite_number}

    def __init__(self, theta=1.0, **kwargs):
        super().__init__(**kwargs)
        self.theta = theta

    def call(self, inputs):
        return graph.where(inputs > self.theta, inputs, 0.0)
