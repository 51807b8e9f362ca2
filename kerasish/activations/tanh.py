"""The tanh activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def tanh(x):
    """y = tanh(x).

    Args:
        x: a floating-point tensor of any shape.

    Example:
        >>> from kerasish import activations
        >>> activations.tanh([[0.0, 0.0]]).shape
        (1, 2)
    """
    return graph.tanh(to_float(x))
