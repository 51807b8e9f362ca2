"""The rectifier, with its slopes and limits."""

from __future__ import annotations

import graph
from kerasish.base.tensors import convert_to_tensor, to_float


def relu(x, negative_slope=0.0, max_value=None, threshold=0.0):
    """y = min(x, max_value) where x > threshold, else negative_slope * (x - threshold).

    Args:
        x: tensor of any shape; integers stay integers where y has no slope.
        negative_slope: the slope below the threshold.
        max_value: the largest value of y; None for no limit.
        threshold: where the slope changes.

    Example:
        >>> from kerasish import activations
        >>> activations.relu([-1.0, 2.0]).numpy()
        array([0., 2.], dtype=float32)
    """
    x = convert_to_tensor(x)
    if negative_slope or threshold or max_value is not None or x.dtype.kind == "b":
        x = to_float(x)
    if threshold == 0.0:
        y = graph.leaky_relu(x, negative_slope) if negative_slope else graph.relu(x)
    elif negative_slope:
        y = graph.where(x > threshold, x, negative_slope * (x - threshold))
    else:
        y = graph.where(x > threshold, x, graph.zeros_like(x))
    return y if max_value is None else graph.minimum(y, max_value)
