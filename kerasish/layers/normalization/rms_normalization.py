"""Normalisation by the root mean square."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.layers.argument_rules import axis_or_axes
from kerasish.layers.layer import Layer
from kerasish.layers.normalization.scaled_statistics import positions, widened


class RMSNormalization(Layer):
    """y = scale * x / sqrt(mean(x**2) + epsilon), over the axes.

    Args:
        axis: the axis or axes over which the mean is taken.
        epsilon: added to the mean square.

    Weights:
        scale: the sizes of the axes.

    Source:
        Zhang and Sennrich, 2019, https://arxiv.org/abs/1910.07467.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.RMSNormalization()(np.array([[2.0, -2.0]])).numpy().round(3)
        array([[ 1., -1.]], dtype=float32)
    """

    rules = {"axis": axis_or_axes, "epsilon": rules.non_negative_number}

    def __init__(self, axis=-1, epsilon=1e-6, **kwargs):
        super().__init__(**kwargs)
        self.axis = axis
        self.epsilon = epsilon

    def build(self, input_shape):
        self._axes = positions(self.name, self.axis, len(input_shape))
        self.axis = sorted(self.axis) if isinstance(self.axis, list) else [self.axis]
        shape = tuple(input_shape[axis] for axis in self._axes)
        self.scale = self.add_weight(shape, "ones", name="scale")

    def call(self, inputs):
        x = widened(inputs)
        y = graph.rms_normalization(x, self.scale, self._axes, self.epsilon)
        return graph.cast(y, self.compute_dtype)

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)
