"""From a loss for each sample to one number: weights, masks, and the mean."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.tensors import convert_to_tensor


@internal
def reduce_weighted(values, sample_weight, mask, reduction, dtype):
    """Applies mask and weights, then reduces.

    Args:
        values: a loss for each sample (or each value).
        sample_weight: broadcasts against the values; None for 1.
        mask: which values count, or None.
        reduction: see `Loss`.
        dtype: of the computation.
    """
    values = convert_to_tensor(values, dtype)
    if sample_weight is not None:
        sample_weight = convert_to_tensor(sample_weight, dtype)
    if mask is not None:
        sample_weight = apply_mask(sample_weight, mask, dtype, reduction)
    if sample_weight is not None:
        values, sample_weight = squeeze_or_expand(values, sample_weight)
        values = values * sample_weight
    return _reduce(values, sample_weight, reduction)


@internal
def apply_mask(sample_weight, mask, dtype, reduction):
    """Weights that are 0 where the mask is false, so scaled that the mean is right."""
    mask = graph.cast(mask, dtype)
    if reduction in ("mean", "sum_over_batch_size"):
        total = graph.cast(graph.as_tensor(_size(mask)), dtype)
        valid = graph.sum(mask)
        mask = mask * (total / graph.maximum(valid, 1e-7))
    if sample_weight is None:
        return mask
    mask, sample_weight = squeeze_or_expand(mask, sample_weight)
    return sample_weight * mask


def _size(tensor):
    return tensor.spec.size


@internal
def squeeze_or_expand(values, weights):
    """The two with ranks that broadcast: a last axis of 1 is dropped or added."""
    a, b = values.ndim, weights.ndim
    if b == 0 or a == b:
        return values, weights
    if a == b + 1:
        if values.spec.shape[-1] == 1:
            return graph.squeeze(values, -1), weights
        return values, graph.expand_dims(weights, -1)
    if b == a + 1:
        if weights.spec.shape[-1] == 1:
            return values, graph.squeeze(weights, -1)
        return graph.expand_dims(values, -1), weights
    return values, weights


def _reduce(values, sample_weight, reduction):
    if reduction in (None, "none") or values.ndim == 0:
        return values
    total = graph.sum(values)
    if reduction == "sum":
        return total
    if reduction == "mean_with_sample_weight" and sample_weight is not None:
        weights = graph.sum(sample_weight)
        return graph.where(
            weights == 0, 0.0, total / graph.where(weights == 0, 1, weights)
        )
    return graph.mean(values)
