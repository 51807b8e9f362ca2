"""The sparsemax activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def sparsemax(x, axis=-1):
    """The projection of x onto the probability simplex.

    Args:
        x: a floating-point tensor of any shape.
        axis: the axis of the classes.

    Example:
        >>> from kerasish import activations
        >>> activations.sparsemax([-2.0, 0.0, 1.0]).numpy().round(4)
        array([0., 0., 1.], dtype=float32)
    """
    return graph.sparsemax(to_float(x), axis)
