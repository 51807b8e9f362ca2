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
        >>> activations.log_sigmoid([-2.0, 0.0, 1.0]).numpy().round(4)
        array([-2.1269, -0.6931, -0.3133], dtype=float32)
    """
    return graph.log_sigmoid(to_float(x))
