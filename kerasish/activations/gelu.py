"""The gelu activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def gelu(x, approximate=False):
    """y = x * Phi(x), with Phi the normal distribution function.

    Args:
        x: a floating-point tensor of any shape.
        approximate: whether Phi is replaced by a tanh formula.

    Example:
        >>> from kerasish import activations
        >>> activations.gelu([-2.0, 0.0, 1.0]).numpy().round(4)
        array([-0.0455,  0.    ,  0.8413], dtype=float32)
    """
    return graph.gelu(to_float(x), approximate)
