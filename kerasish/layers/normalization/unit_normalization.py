"""Vectors of length one."""

from __future__ import annotations

import graph
from kerasish.layers.argument_rules import axis_or_axes
from kerasish.layers.normalization.scaled_statistics import positions
from kerasish.layers.same_shape import SameShapeLayer


class UnitNormalization(SameShapeLayer):
    """y = x / sqrt(sum(x**2)), over the axes.

    Args:
        axis: the axis or axes over which the length is taken.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.UnitNormalization()(np.array([[3.0, 4.0]])).numpy()
        array([[0.6, 0.8]], dtype=float32)
    """

    rules = {"axis": axis_or_axes}

    def __init__(self, axis=-1, **kwargs):
        super().__init__(**kwargs)
        self.axis = axis

    def call(self, inputs):
        axes = positions(self.name, self.axis, inputs.ndim)
        return graph.normalize(inputs, tuple(axes), order=2, epsilon=1e-12)
