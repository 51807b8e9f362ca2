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
        >>> activations.threshold([0.5, 2.0], 1.0, -1.0).numpy().round(4)
        array([-1.,  2.], dtype=float32)
    """
    return graph.threshold(to_float(x), threshold, default_value)
