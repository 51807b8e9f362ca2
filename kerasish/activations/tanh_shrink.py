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
        >>> activations.tanh_shrink([-2.0, 0.0, 1.0]).numpy().round(4)
        array([-1.036 ,  0.    ,  0.2384], dtype=float32)
    """
    return graph.tanh_shrink(to_float(x))
