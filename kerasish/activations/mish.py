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
        >>> activations.mish([-2.0, 0.0, 1.0]).numpy().round(4)
        array([-0.2525,  0.    ,  0.8651], dtype=float32)
    """
    return graph.mish(to_float(x))
