"""The hard_sigmoid activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def hard_sigmoid(x):
    """y = clip(x / 6 + 0.5, 0, 1).

    Args:
        x: a floating-point tensor of any shape.

    Example:
        >>> from kerasish import activations
        >>> activations.hard_sigmoid([-2.0, 0.0, 1.0]).numpy().round(4)
        array([0.1667, 0.5   , 0.6667], dtype=float32)
    """
    return graph.hard_sigmoid(to_float(x))
