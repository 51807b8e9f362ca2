"""The hard sigmoid of Keras 1 and 2, which is another function than today's."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def hard_sigmoid_keras2(x):
    """y = clip(0.2 * x + 0.5, 0, 1): what old files mean by "hard_sigmoid".

    Args:
        x: a floating-point tensor of any shape.

    Example:
        >>> from kerasish import activations
        >>> activations.hard_sigmoid_keras2([-2.5, 0.0, 2.5]).numpy()
        array([0. , 0.5, 1. ], dtype=float32)
    """
    return graph.clip(to_float(x) * 0.2 + 0.5, 0.0, 1.0)
