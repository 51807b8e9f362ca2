"""The merge by cosines, as of Keras 1."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.settings import epsilon
from kerasish.layers.merging.dot import Dot


@internal
class CosineMerge(Dot):
    """y = x1 . x2 / sqrt((x1 . x1) * (x2 . x2)), with an axis of 1 behind the batch.

    Args:
        axes: those of the products, one or a pair.

    Call arguments:
        inputs: list of two tensors.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> x = np.array([[1.0, 0.0]])
        >>> kerasish.layers.CosineMerge(1)([x, 2 * x]).numpy()
        array([[[1.]]], dtype=float32)
    """

    def call(self, inputs):
        x, y = inputs
        product = super().call
        lengths = graph.sqrt(product([x, x]) * product([y, y]))
        return graph.expand_dims(product([x, y]) / graph.maximum(lengths, epsilon()), 1)

    def compute_output_shape(self, input_shape):
        batch, *rest = super().compute_output_shape(input_shape)
        return (batch, 1, *rest)
