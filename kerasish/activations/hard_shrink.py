"""The hard_shrink activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def hard_shrink(x, threshold=0.5):
    """y = x where |x| > threshold, else 0.

    Args:
        x: a floating-point tensor of any shape.
        threshold: half the width of the part set to 0.

    Example:
        >>> from kerasish import activations
        >>> activations.hard_shrink([-2.0, 0.0, 1.0]).numpy().round(4)
        array([-2.,  0.,  1.], dtype=float32)
    """
    return graph.hard_shrink(to_float(x), threshold)
