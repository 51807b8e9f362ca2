"""The sparse_sigmoid activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def sparse_sigmoid(x):
    """y = clip(0.5 * (x + 1), 0, 1).

    Args:
        x: a floating-point tensor of any shape.

    Example:
        >>> from kerasish import activations
        >>> activations.sparse_sigmoid([-2.0, 0.0, 1.0]).numpy().round(4)
        array([0. , 0.5, 1. ], dtype=float32)
    """
    return graph.sparse_sigmoid(to_float(x))
