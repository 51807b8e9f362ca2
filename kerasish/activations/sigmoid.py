"""The sigmoid activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def sigmoid(x):
    """y = 1 / (1 + e**-x).

    Args:
        x: a floating-point tensor of any shape.

    Example:
        >>> from kerasish import activations
        >>> activations.sigmoid([-2.0, 0.0, 1.0]).numpy().round(4)
        array([0.1192, 0.5   , 0.7311], dtype=float32)
    """
    return graph.sigmoid(to_float(x))
