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
        >>> activations.sigmoid([[0.0, 0.0]]).shape
        (1, 2)
    """
    return graph.sigmoid(to_float(x))
