"""The relu6 activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def relu6(x):
    """y = min(max(x, 0), 6).

    Args:
        x: a floating-point tensor of any shape.

    Example:
        >>> from kerasish import activations
        >>> activations.relu6([[0.0, 0.0]]).shape
        (1, 2)
    """
    return graph.relu6(to_float(x))
