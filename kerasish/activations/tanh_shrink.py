"""The tanh_shrink activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def tanh_shrink(x):
    """y = x - tanh(x).

    Args:
        x: a floating-point tensor of any shape.

    Example:
        >>> from kerasish import activations
        >>> activations.tanh_shrink([[0.0, 0.0]]).shape
        (1, 2)
    """
    return graph.tanh_shrink(to_float(x))
