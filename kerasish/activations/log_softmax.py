"""The log_softmax activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def log_softmax(x, axis=-1):
    """y = x - ln(sum(e**x)) along the axis.

    Args:
        x: a floating-point tensor of any shape.
        axis: the axis of the classes.

    Example:
        >>> from kerasish import activations
        >>> activations.log_softmax([[0.0, 0.0]]).shape
        (1, 2)
    """
    return graph.log_softmax(to_float(x), axis)
