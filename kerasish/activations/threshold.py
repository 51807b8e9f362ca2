"""The threshold activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def threshold(x, threshold, default_value):
    """y = x where x > threshold, else the default value.

    Args:
        x: a floating-point tensor of any shape.
        threshold: the limit.
        default_value: what replaces smaller values.

    Example:
        >>> from kerasish import activations
        >>> activations.threshold([[0.0, 0.0]]).shape
        (1, 2)
    """
    return graph.threshold(to_float(x), threshold, default_value)
