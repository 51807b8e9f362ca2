"""Values of a batch as one number for each sample, and quotients that may be 0 / 0."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.tensors import convert_to_tensor
from kerasish.losses.ranks import require_weights, same_rank
from kerasish.losses.reduction import apply_mask


@internal
def reduce_to_samplewise_values(values, sample_weight, reduce_fn, dtype):
    """One weighted number for each sample.

    Args:
        values: (batch, ...), perhaps carrying a mask.
        sample_weight: None, or with as many axes as values, or fewer.
        reduce_fn: `graph.mean` or `graph.sum`, for the axes after the first.
        dtype: of the result.

    Returns:
        The values times their weights, and the weights (or None): both of (batch,).
    """
    mask = getattr(values, "tags", None)
    values = convert_to_tensor(values, dtype)
    if sample_weight is not None:
        weights = convert_to_tensor(sample_weight, dtype)
        if mask is not None:
            weights = apply_mask(weights, mask, dtype, "sum")
        values, weights = same_rank(values, weights)
        values = _reduce(values, reduce_fn, weights.ndim)
        require_weights(values, weights)
        weights = graph.broadcast_to(weights, graph.shape(values))
        values = values * weights
        sample_weight = _reduce(weights, reduce_fn, 1)
    return _reduce(values, reduce_fn, 1), sample_weight


def _reduce(values, reduce_fn, keep):
    """The values with the axes from ``keep`` on reduced away."""
    axes = list(range(keep, values.ndim))
    return reduce_fn(values, axis=axes) if axes else values


@internal
def ratio(x, y):
    """x / y, and 0 where y is 0."""
    empty = y == 0
    return graph.where(empty, 0.0, x / graph.where(empty, 1.0, y))
