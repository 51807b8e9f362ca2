"""Which positions of a sequence may look at which: masks of attention, joined."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.discovery import internal


@internal
def as_mask(mask):
    """A mask as a tensor of booleans."""
    return graph.cast(graph.as_tensor(mask), "bool")


@internal
def causal_mask(queries, keys):
    """booleans (1, queries, keys): position i sees the positions j <= i."""
    return graph.expand_dims(graph.tri(queries, keys, dtype=np.bool_), 0)


@internal
def window_mask(queries, keys, width: int):
    """booleans (1, queries, keys): position i sees those with abs(i - j) < width."""
    rows = graph.reshape(graph.arange(queries), (1, queries, 1))
    columns = graph.reshape(graph.arange(keys), (1, 1, keys))
    return graph.less(graph.absolute(rows - columns), width)


@internal
def both(a, b):
    """True where both masks are; None is a mask that is True everywhere."""
    if a is None or b is None:
        return b if a is None else a
    return graph.logical_and(a, b)


@internal
def all_masks(query_mask=None, value_mask=None, key_mask=None, *others) -> list:
    """The masks that there are, each as it broadcasts to (batch, queries, keys).

    Args:
        query_mask: (batch, queries) or None.
        value_mask, key_mask: (batch, keys) or None.
        others: masks that broadcast to the result, or None.
    """
    masks = []
    for one, axis in ((query_mask, -1), (value_mask, -2), (key_mask, -2)):
        if one is not None:
            masks.append(graph.expand_dims(as_mask(one), axis))
    return masks + [as_mask(one) for one in others if one is not None]


@internal
def with_rank(mask, rank: int, axis: int):
    """The mask with axes of size 1 put in at an axis until it has the rank."""
    for _ in range(rank - mask.ndim):
        mask = graph.expand_dims(mask, axis)
    return mask
