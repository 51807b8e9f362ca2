"""Images, and what belongs to them, mixed with those of others."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal


@internal
def mix(values, order, weights) -> graph.Tensor:
    """w * x + (1 - w) * x[order], along the first axis.

    Args:
        values: (batch, ...).
        order: (batch,) of integers.
        weights: as many as values along the batch, from 0 to 1.
    """
    values, weights = graph.as_tensor(values), graph.as_tensor(weights)
    if values.dtype.kind != "f":
        values = graph.cast(values, weights.dtype)
    weights = graph.cast(weights, values.dtype)
    weights = graph.reshape(weights, (-1, *[1] * (values.ndim - 1)))
    return weights * values + (1 - weights) * graph.take(values, order, 0)
