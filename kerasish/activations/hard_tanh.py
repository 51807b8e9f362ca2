"""The hard_tanh activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def hard_tanh(x):
    """y = clip(x, -1, 1).

    Args:
        x: a floating-point tensor of any shape.

    Example:
        >>> from kerasish import activations
        >>> activations.hard_tanh([-2.0, 0.0, 1.0]).numpy().round(4)
        array([-1.,  0.,  1.], dtype=float32)
    """
    return graph.hard_tanh(to_float(x))
