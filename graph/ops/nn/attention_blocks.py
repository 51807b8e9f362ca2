"""Attention by numpy, some queries at a time: the scores of all are never in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

#: scores that are in memory at a time: more would not stay in the cache
BLOCK_SCORES = 1 << 17
#: queries at a time, if there are so many, for which products are quick
FEWEST_QUERIES = 64


def masked_score(dtype: np.dtype) -> float:
    """The score of what must not be looked at: if all is so, all counts alike."""
    return -0.7 * float(np.finfo(dtype).max)


def attend(
    query: np.ndarray,
    key: np.ndarray,
    value: np.ndarray,
    masks: Sequence[np.ndarray],
    scale: float,
    is_causal: bool,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(y, peak, total): see `ScaledDotProductAttention`."""
    shape, dtype = query.shape[:3], query.dtype
    y = np.empty((*shape, value.shape[3]), dtype)
    peak, total = np.empty(shape, dtype), np.empty(shape, dtype)
    lowest = np.finfo(dtype).min
    for block in _blocks(query, key, masks, scale, is_causal):
        scores = block.scores
        highest = scores.max(-1, keepdims=True, initial=lowest)
        scores -= highest
        np.exp(scores, out=scores)
        sums = scores.sum(-1, keepdims=True)
        mean = np.matmul(scores, _heads_first(value[block.keys])) / sums
        y[block.queries] = _heads_first(mean)
        peak[block.queries] = highest[..., 0].swapaxes(1, 2)
        total[block.queries] = sums[..., 0].swapaxes(1, 2)
    return y, peak, total


def attend_backwards(
    query: np.ndarray,
    key: np.ndarray,
    value: np.ndarray,
    y: np.ndarray,
    peak: np.ndarray,
    total: np.ndarray,
    dy: np.ndarray,
    masks: Sequence[np.ndarray],
    scale: float,
    is_causal: bool,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(dquery, dkey, dvalue), from what `attend` gave."""
    dquery = np.empty(query.shape, query.dtype)
    dkey, dvalue = (np.zeros(_heads_first(x).shape, x.dtype) for x in (key, value))
    for block in _blocks(query, key, masks, scale, is_causal):
        rows, scores = block.queries, block.scores
        queries, cotangent, results = (_heads_first(x[rows]) for x in (query, dy, y))
        keys, values = (_heads_first(x[block.keys]) for x in (key, value))
        scores -= _column(peak[rows])
        weights = np.exp(scores, out=scores)
        weights /= _column(total[rows])
        items, _, heads = block.keys
        dvalue[items, heads] += np.matmul(weights.swapaxes(2, 3), cotangent)
        dweights = np.matmul(cotangent, values.swapaxes(2, 3))
        dweights -= np.sum(cotangent * results, -1, keepdims=True)
        dweights *= weights
        dweights *= query.dtype.type(scale)
        for mask in block.shown:  # no score there depends on query and key
            np.copyto(dweights, 0, where=~mask)
        dquery[rows] = _heads_first(np.matmul(dweights, keys))
        dkey[items, heads] += np.matmul(dweights.swapaxes(2, 3), queries)
    return dquery, *(np.ascontiguousarray(_heads_first(x)) for x in (dkey, dvalue))


class _Block(NamedTuple):
    """Some scores.

    Attributes:
        queries, keys: the parts of query and key that they are of.
        scores: (examples, heads, queries, keys).
        shown: masks that must all be True where a score counts.
    """

    queries: tuple[slice, ...]
    keys: tuple[slice, ...]
    scores: np.ndarray
    shown: list[Any]


def _heads_first(x: np.ndarray) -> np.ndarray:
    """Positions and heads exchanged."""
    return x.swapaxes(1, 2)


def _column(x: np.ndarray) -> np.ndarray:
    """(batch, queries, heads) beside scores."""
    return x.swapaxes(1, 2)[..., None]


def _blocks(
    query: np.ndarray,
    key: np.ndarray,
    masks: Sequence[np.ndarray],
    scale: float,
    is_causal: bool,
) -> Iterator[_Block]:
    batch, queries, heads, _ = query.shape
    keys = key.shape[1]
    least = max(min(queries, FEWEST_QUERIES) * keys, 1)
    together = heads if least * heads <= BLOCK_SCORES else 1
    line = max(together * keys, 1)
    several = max(BLOCK_SCORES // max(line * queries, 1), 1)
    count = max(min(max(BLOCK_SCORES // line, FEWEST_QUERIES), queries), 1)
    every = slice(None)
    for first in range(0, batch, several):
        items = slice(first, first + several)
        for head in range(0, heads, together):
            some = slice(head, head + together)
            for start in range(0, queries, count):
                positions = slice(start, start + count)
                rows = items, positions, some
                parts = [mask[items, some, positions] for mask in masks]
                scaled = query[rows] * query.dtype.type(scale)
                turned = key[items, :, some].transpose(0, 2, 3, 1)
                scores = np.matmul(_heads_first(scaled), turned)
                causal = [_causal(start, *scores.shape[2:])] if is_causal else []
                shown = _masked(scores, parts, causal)
                yield _Block(rows, (items, every, some), scores, shown)


def _causal(start: int, queries: int, keys: int) -> np.ndarray:
    return np.tri(queries, keys, start, dtype=bool)


def _masked(
    scores: np.ndarray, masks: Sequence[np.ndarray], causal: list[np.ndarray]
) -> list[np.ndarray]:
    """Changes scores as masks say; the masks of booleans."""
    shown = [mask for mask in masks if mask.dtype.kind == "b"] + causal
    for mask in masks:
        if mask.dtype.kind != "b":
            scores += mask
    for mask in shown:
        np.copyto(scores, masked_score(scores.dtype), where=~mask)
    return shown
