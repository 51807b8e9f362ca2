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
        >>> activations.relu6([-2.0, 0.0, 1.0]).numpy().round(4)
        array([0., 0., 1.], dtype=float32)
    """
    return graph.relu6(to_float(x))
