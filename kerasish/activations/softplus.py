"""The softplus activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def softplus(x):
    """y = ln(1 + e**x).

    Args:
        x: a floating-point tensor of any shape.

    Example:
        >>> from kerasish import activations
        >>> activations.softplus([[0.0, 0.0]]).shape
        (1, 2)
    """
    return graph.softplus(to_float(x))
