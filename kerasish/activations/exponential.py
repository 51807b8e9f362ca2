"""The exponential activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def exponential(x):
    """y = e**x.

    Args:
        x: a floating-point tensor of any shape.

    Example:
        >>> from kerasish import activations
        >>> activations.exponential([[0.0, 0.0]]).shape
        (1, 2)
    """
    return graph.exp(to_float(x))
