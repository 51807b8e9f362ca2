"""The celu activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def celu(x, alpha=1.0):
    """y = max(x, 0) + min(alpha * (e**(x/alpha) - 1), 0).

    Args:
        x: a floating-point tensor of any shape.
        alpha: scale of the part below 0.

    Example:
        >>> from kerasish import activations
        >>> activations.celu([-2.0, 0.0, 1.0]).numpy().round(4)
        array([-0.8647,  0.    ,  1.    ], dtype=float32)
    """
    return graph.celu(to_float(x), alpha)
