"""The leaky_relu activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def leaky_relu(x, negative_slope=0.2):
    """y = x where x > 0, else negative_slope * x.

    Args:
        x: a floating-point tensor of any shape.
        negative_slope: the slope below 0.

    Example:
        >>> from kerasish import activations
        >>> activations.leaky_relu([-2.0, 0.0, 1.0]).numpy().round(4)
        array([-0.4,  0. ,  1. ], dtype=float32)
    """
    return graph.leaky_relu(to_float(x), negative_slope)
