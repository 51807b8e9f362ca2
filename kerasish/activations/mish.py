"""The mish activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def mish(x):
    """y = x * tanh(softplus(x)).

    Args:
        x: a floating-point tensor of any shape.

    Example:
        >>> from kerasish import activations
        >>> activations.mish([[0.0, 0.0]]).shape
        (1, 2)
    """
    return graph.mish(to_float(x))
