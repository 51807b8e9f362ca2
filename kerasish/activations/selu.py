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
        >>> activations.selu([-2.0, 0.0, 1.0]).numpy().round(4)
        array([-1.5202,  0.    ,  1.0507], dtype=float32)
    """
    return graph.selu(to_float(x))
