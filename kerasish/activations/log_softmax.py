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
        >>> activations.log_softmax([-2.0, 0.0, 1.0]).numpy().round(4)
        array([-3.349, -1.349, -0.349], dtype=float32)
    """
    return graph.log_softmax(to_float(x), axis)
