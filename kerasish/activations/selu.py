"""The selu activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def selu(x):
    """y = scale * elu(x, alpha), with the constants of self-normalising networks.

    Args:
        x: a floating-point tensor of any shape.

    Example:
        >>> from kerasish import activations
        >>> activations.selu([[0.0, 0.0]]).shape
        (1, 2)
    """
    return graph.selu(to_float(x))
