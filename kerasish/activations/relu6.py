"""The relu6 activation."""

from __future__ import annotations

import graph
from kerasish.base.tensors import convert_to_tensor, to_float


def relu6(x):
    """y = min(max(x, 0), 6).

    Args:
        x: tensor of any shape; integers stay integers.

    Example:
        >>> from kerasish import activations
        >>> activations.relu6([-2.0, 0.0, 1.0]).numpy().round(4)
        array([0., 0., 1.], dtype=float32)
    """
    x = convert_to_tensor(x)
    return graph.relu6(x if x.dtype.kind in "iu" else to_float(x))
