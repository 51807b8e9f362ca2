"""The tanh activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def tanh(x):
    """y = tanh(x).

    Args:
        x: a floating-point tensor of any shape.

    Example:
        >>> from kerasish import activations
        >>> activations.tanh([-2.0, 0.0, 1.0]).numpy().round(4)
        array([-0.964 ,  0.    ,  0.7616], dtype=float32)
    """
    return graph.tanh(to_float(x))
