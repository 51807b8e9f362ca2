"""The soft_shrink activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def soft_shrink(x, threshold=0.5):
    """y = x moved towards 0 by the threshold.

    Args:
        x: a floating-point tensor of any shape.
        threshold: how far.

    Example:
        >>> from kerasish import activations
        >>> activations.soft_shrink([-2.0, 0.0, 1.0]).numpy().round(4)
        array([-1.5,  0. ,  0.5], dtype=float32)
    """
    return graph.soft_shrink(to_float(x), threshold)
