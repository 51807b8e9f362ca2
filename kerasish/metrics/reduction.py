"""From values of each element to one of each sample, with its weight."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.tensors import convert_to_tensor
from kerasish.losses.reduction import squeeze_or_expand


@internal
def samplewise(values, sample_weight, dtype):
    """Values and weights, reduced over the axes that the weights do not have.

    Args:
        values: of any shape.
        sample_weight: broadcasts against the values, or None.
        dtype: of the result.

    Returns:
        values, and weights of the same shape or None.
    """
    values = convert_to_tensor(values)
    mask = values.tags
    values = graph.cast(values, dtype)
    if sample_weight is not None:
        sample_weight = convert_to_tensor(sample_weight, dtype)
    if mask is not None:
        mask = graph.cast(mask, dtype)
        if sample_weight is None:
            sample_weight = mask
        else:
            sample_weight, mask = squeeze_or_expand(sample_weight, mask)
            sample_weight = sample_weight * mask
    if sample_weight is None:
        return values, None
    values, sample_weight = squeeze_or_expand(values, sample_weight)
    extra = values.ndim - sample_weight.ndim
    if extra > 0:
        values = graph.mean(values, tuple(range(sample_weight.ndim, values.ndim)))
    return values, sample_weight
