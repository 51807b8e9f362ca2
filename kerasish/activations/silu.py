"""The silu activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def silu(x):
    """y = x * sigmoid(x).

    Args:
        x: a floating-point tensor of any shape.

    Example:
        >>> from kerasish import activations
        >>> activations.silu([[0.0, 0.0]]).shape
        (1, 2)
    """
    return graph.silu(to_float(x))
