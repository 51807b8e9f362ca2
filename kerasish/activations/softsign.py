"""The softsign activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def softsign(x):
    """y = x / (1 + |x|).

    Args:
        x: a floating-point tensor of any shape.

    Example:
        >>> from kerasish import activations
        >>> activations.softsign([-2.0, 0.0, 1.0]).numpy().round(4)
        array([-0.6667,  0.    ,  0.5   ], dtype=float32)
    """
    return graph.softsign(to_float(x))
