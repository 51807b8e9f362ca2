"""From a loss for each sample to one number: weights, masks, and the mean."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.replica import Replica, active_replica
from kerasish.base.tensors import convert_to_tensor
from kerasish.losses.ranks import with_weights


@internal
def reduce_weighted(values, sample_weight, mask, reduction, dtype):
    """Applies mask and weights, then reduces.

    Args:
        values: a loss for each sample (or each value).
        sample_weight: a number, or one for each sample or value; None for 1.
        mask: which values count, or None.
        reduction: see `Loss`.
        dtype: of the computation.
    """
    values = convert_to_tensor(values, dtype)
    replica = active_replica()
    if replica is not None and reduction not in (None, "none"):
        return _over_all_ranks(replica, values, sample_weight, mask, reduction)
    weights = apply_mask(sample_weight, mask, dtype, reduction)
    if weights is not None:
        values, weights = with_weights(values, weights)
        values = values * weights
    return _reduce(values, weights, reduction)


@internal
def apply_mask(sample_weight, mask, dtype, reduction):
    """The sample weights, 0 where the mask is false.

    Where the mean is taken over all values, the others are scaled up so that it is the
    mean of those that count.
    """
    if sample_weight is not None:
        sample_weight = convert_to_tensor(sample_weight, dtype)
    if mask is None:
        return sample_weight
    mask = graph.cast(mask, dtype)
    if reduction in ("mean", "sum_over_batch_size"):
        total = graph.cast(graph.as_tensor(mask.spec.size), dtype)
        mask = mask * (total / graph.maximum(graph.sum(mask), 1e-7))
    if sample_weight is None:
        return mask
    mask, sample_weight = with_weights(mask, sample_weight)
    return sample_weight * mask


def _reduce(values, weights, reduction):
    if reduction in (None, "none") or not values.ndim or values.shape == (0,):
        return values
    if reduction == "sum" or 0 in values.shape:  # the mean of nothing is 0
        return graph.sum(values)
    if reduction == "mean_with_sample_weight" and weights is not None:
        total = graph.sum(weights)
        empty = total == 0
        return graph.where(
            empty, 0.0, graph.sum(values) / graph.where(empty, 1.0, total)
        )
    return graph.mean(values)


def _over_all_ranks(replica: Replica, values, sample_weight, mask, reduction):
    """The reduced loss of the rows of all ranks, the same on each of them."""
    dtype = values.dtype
    if not values.ndim:  # a mean of the user's own, of the rows that are here
        (total,) = replica.totals([values * replica.share(dtype)])
        return total
    count = graph.cast(graph.as_tensor(values.spec.size), dtype)
    weights = apply_mask(sample_weight, mask, dtype, "sum")
    if weights is not None:
        values, weights = with_weights(values, weights)
        values = values * weights
    if reduction == "sum":
        return replica.totals([graph.sum(values)])[0]
    if reduction == "mean_with_sample_weight" and weights is not None:
        total, count = replica.totals([graph.sum(values), graph.sum(weights)])
        return graph.where(count == 0, 0.0, total / graph.where(count == 0, 1.0, count))
    sums = [graph.sum(values), count]
    if mask is not None and reduction in ("mean", "sum_over_batch_size"):
        mask = graph.cast(mask, dtype)
        sums += [graph.cast(graph.as_tensor(mask.spec.size), dtype), graph.sum(mask)]
    total, count, *masks = replica.totals(sums)
    mean = total / graph.maximum(count, 1.0)
    if not masks:
        return mean
    return mean * (masks[0] / graph.maximum(masks[1], 1e-7))
