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
        >>> activations.softplus([-2.0, 0.0, 1.0]).numpy().round(4)
        array([0.1269, 0.6931, 1.3133], dtype=float32)
    """
    return graph.softplus(to_float(x))
