"""The layer that does nothing."""

from __future__ import annotations

import graph
from kerasish.layers.layer import Layer


class Identity(Layer):
    """y = x, for a tensor or a structure of tensors.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.Identity()(np.array([1.0])).numpy()
        array([1.], dtype=float32)
    """

    supports_masking = True
    needs_build = False

    def call(self, inputs):
        return inputs

    def compute_output_shape(self, input_shape):
        return graph.map_leaves(lambda size: size, input_shape)
