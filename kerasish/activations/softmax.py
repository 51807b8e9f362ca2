"""The softmax activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def softmax(x, axis=-1):
    """y = e**x / sum(e**x) along the axis.

    Args:
        x: a floating-point tensor with at least one axis.
        axis: the axis of the classes, or several.

    Example:
        >>> from kerasish import activations
        >>> activations.softmax([0.0, 0.0]).numpy()
        array([0.5, 0.5], dtype=float32)
    """
    return graph.softmax(to_float(x), axis)
