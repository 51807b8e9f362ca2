"""Weights that start at one value."""

from __future__ import annotations

import graph
from kerasish.base.serialization import deserialize_keras_object
from kerasish.base.settings import standardize_dtype
from kerasish.initializers.initializer import Initializer


class Constant(Initializer):
    """All equal to a value.

    Args:
        value: a number, or an array that broadcasts to the shape.

    Example:
        >>> from kerasish import initializers
        >>> initializers.Constant(3.0)((2,)).numpy()
        array([3., 3.], dtype=float32)
    """

    aliases = ("constant",)

    def __init__(self, value=0.0):
        self.value = deserialize_keras_object(value)  # an array in a saved config

    def __call__(self, shape, dtype=None):
        value = graph.cast(graph.as_tensor(self.value), standardize_dtype(dtype))
        return graph.broadcast_to(value, tuple(shape))
