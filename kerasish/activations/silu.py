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
        >>> activations.silu([-2.0, 0.0, 1.0]).numpy().round(4)
        array([-0.2384,  0.    ,  0.7311], dtype=float32)
    """
    return graph.silu(to_float(x))
