"""Category numbers as vectors: one-hot, multi-hot, counts."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal

#: what layers that put values into bins may give
OUTPUT_MODES = ("int", "one_hot", "multi_hot", "count")


@internal
def encoded(indices, mode: str, depth: int, dtype, weights=None) -> graph.Tensor:
    """Category numbers in an output mode; numbers outside 0 to depth - 1 count nothing.

    Args:
        indices: integers. A last axis of size 1 is encoded itself in "one_hot"; the
            samples of "multi_hot" and "count" are along axis 1, or 0 of a vector.
        mode: one of `OUTPUT_MODES`.
        depth: the number of categories.
        dtype: of the result.
        weights: what each element counts in "count", in the shape of indices; the
            result has their dtype.
    """
    if mode == "int":
        return graph.cast(indices, dtype)
    indices = graph.cast(indices, "int64")
    if indices.ndim == 0:
        indices = graph.expand_dims(indices, 0)
    if mode == "one_hot":
        if indices.ndim > 1 and indices.shape[-1] == 1:
            indices = graph.squeeze(indices, -1)
        return graph.one_hot(indices, depth, -1, dtype)
    counts = _counts(indices, depth, weights)
    if mode == "multi_hot":
        counts = counts > 0
    return graph.cast(counts, dtype if weights is None else weights.dtype)


def _counts(indices, depth, weights):
    if indices.ndim > 2:
        hot = graph.one_hot(indices, depth, -1, "int64" if weights is None else None)
        if weights is not None:
            hot = graph.cast(hot, weights.dtype) * graph.expand_dims(weights, -1)
        return graph.sum(hot, 1)
    rows = graph.shape(indices)[0] if indices.ndim == 2 else 1
    at = graph.reshape(indices, (rows, -1)) if indices.ndim == 1 else indices
    first = graph.expand_dims(graph.arange(rows) * depth, 1)
    inside = graph.logical_and(at >= 0, at < depth)
    at = graph.where(inside, at + first, -1)  # -1 is left out of the sum
    values = graph.ones_like(at, "int64") if weights is None else weights
    sums = graph.segment_sum(graph.ravel(values), graph.ravel(at), rows * depth)
    return graph.reshape(sums, (rows, depth) if indices.ndim == 2 else (depth,))


@internal
def encoded_shape(shape, mode: str, depth: int | None) -> tuple:
    """The shape of what `encoded` returns."""
    shape = tuple(shape)
    if mode == "int":
        return shape
    if not shape:
        return (depth,)
    if mode == "one_hot":
        is_column = len(shape) > 1 and shape[-1] == 1
        return (*(shape[:-1] if is_column else shape), depth)
    return (*shape[:1], *shape[2:], depth) if len(shape) > 1 else (depth,)
