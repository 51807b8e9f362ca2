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
        >>> activations.exponential([-2.0, 0.0, 1.0]).numpy().round(4)
        array([0.1353, 1.    , 2.7183], dtype=float32)
    """
    return graph.exp(to_float(x))
