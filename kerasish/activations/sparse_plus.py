"""The sparse_plus activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def sparse_plus(x):
    """y = 0 below -1, x above 1, and a parabola between.

    Args:
        x: a floating-point tensor of any shape.

    Example:
        >>> from kerasish import activations
        >>> activations.sparse_plus([-2.0, 0.0, 1.0]).numpy().round(4)
        array([0.  , 0.25, 1.  ], dtype=float32)
    """
    return graph.sparse_plus(to_float(x))
