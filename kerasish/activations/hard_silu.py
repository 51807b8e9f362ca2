"""The hard_silu activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def hard_silu(x):
    """y = x * hard_sigmoid(x).

    Args:
        x: a floating-point tensor of any shape.

    Example:
        >>> from kerasish import activations
        >>> activations.hard_silu([-2.0, 0.0, 1.0]).numpy().round(4)
        array([-0.3333,  0.    ,  0.6667], dtype=float32)
    """
    return graph.hard_silu(to_float(x))
