"""The log_sigmoid activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def log_sigmoid(x):
    """y = ln(sigmoid(x)).

    Args:
        x: a floating-point tensor of any shape.

    Example:
        >>> from kerasish import activations
        >>> activations.log_sigmoid([[0.0, 0.0]]).shape
        (1, 2)
    """
    return graph.log_sigmoid(to_float(x))
