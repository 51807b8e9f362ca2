"""The glu activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def glu(x, axis=-1):
    """y = a * sigmoid(b), with x cut into halves a and b along the axis.

    Args:
        x: a floating-point tensor of any shape.
        axis: the axis that is halved.

    Example:
        >>> from kerasish import activations
        >>> activations.glu([1.0, 0.0]).numpy().round(4)
        array([0.5], dtype=float32)
    """
    return graph.glu(to_float(x), axis)
