"""The elu activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def elu(x, alpha=1.0):
    """y = x where x > 0, else alpha * (e**x - 1).

    Args:
        x: a floating-point tensor of any shape.
        alpha: the slope's scale below 0.

    Example:
        >>> from kerasish import activations
        >>> activations.elu([-2.0, 0.0, 1.0]).numpy().round(4)
        array([-0.8647,  0.    ,  1.    ], dtype=float32)
    """
    return graph.elu(to_float(x), alpha)
