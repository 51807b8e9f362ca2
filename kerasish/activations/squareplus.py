"""The squareplus activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def squareplus(x, b=4):
    """y = (x + sqrt(x**2 + b)) / 2.

    Args:
        x: a floating-point tensor of any shape.
        b: smoothness.

    Example:
        >>> from kerasish import activations
        >>> activations.squareplus([-2.0, 0.0, 1.0]).numpy().round(4)
        array([0.4142, 1.    , 1.618 ], dtype=float32)
    """
    return graph.squareplus(to_float(x), b)
