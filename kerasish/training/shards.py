"""Batches cut into the rows of each rank."""

from __future__ import annotations

from collections import deque

import numpy as np

import graph
from kerasish.data.arrays import ArraySource


class Shard(tuple):
    """The rows of a batch that are this rank's: x, or (x, y), or with sample weights.

    Attributes:
        rows: how many they are. Where there are none, one of another rank stands in.
        first: how many rows of the batch come before them.
        total: how many rows the batch has.
    """

    def __new__(cls, parts, rows: int, first: int, total: int):
        shard = super().__new__(cls, parts)
        shard.rows, shard.first, shard.total = rows, first, total
        return shard

    def with_parts(self, parts) -> Shard:
        """The same rows of other arrays."""
        return Shard(parts, self.rows, self.first, self.total)


class Cut:
    """Which rows of a batch a rank gets: parts of equal size, to one row.

    Args:
        rank, size: number of the rank, and how many there are.
    """

    def __init__(self, rank: int, size: int):
        self.rank, self.size = rank, size

    def bounds(self, total: int, rank: int | None = None) -> tuple[int, int]:
        """The first row of a rank, and the one after its last."""
        rank = self.rank if rank is None else rank
        return total * rank // self.size, total * (rank + 1) // self.size

    def shard(self, batch) -> Shard:
        """The rows of a batch."""
        batch = batch if isinstance(batch, tuple) else (batch,)
        total = len(next(a for a in graph.flatten(batch) if a is not None))
        first, stop = self.bounds(total)
        held = slice(first, stop) if stop > first else slice(0, 1)
        parts = graph.map_leaves(lambda a: None if a is None else a[held], batch)
        return Shard(parts, stop - first, first, total)


class ShardedSource:
    """The rows of a rank, of the batches of another source.

    All ranks go through the same batches; of arrays each copies its own rows only.

    Args:
        source: see `BatchSource`.
        cut: which rows they are.
    """

    def __init__(self, source, cut: Cut):
        self.source, self.cut = source, cut
        self.num_batches, self.batch_size = source.num_batches, source.batch_size
        self._places: deque = deque()  # of the batches that are under way
        if isinstance(source, ArraySource):
            source.part = self._own_rows

    def epoch(self):
        self._places.clear()
        for batch in self.source.epoch():
            if isinstance(self.source, ArraySource):
                batch = batch if isinstance(batch, tuple) else (batch,)
                yield Shard(batch, *self._places.popleft())
            else:
                yield self.cut.shard(batch)

    def _own_rows(self, rows):
        """Those of this rank among the rows of a batch: a slice or their numbers."""
        is_slice = isinstance(rows, slice)
        total = min(rows.stop, self.source.size) - rows.start if is_slice else len(rows)
        first, stop = self.cut.bounds(total)
        self._places.append((stop - first, first, total))
        first, stop = (first, stop) if stop > first else (0, 1)
        if is_slice:
            return slice(rows.start + first, rows.start + stop)
        return rows[first:stop]

    def finish_epoch(self) -> None:
        self.source.finish_epoch()

    def get_state(self, given: int) -> dict:
        return self.source.get_state(given)

    def set_state(self, state: dict) -> None:
        self.source.set_state(state)

    def close(self) -> None:
        self.source.close()


def join_shards(cut: Cut, totals: list[int], outputs_of_ranks: list):
    """The outputs for whole batches, in order, from those for the rows of each rank.

    Args:
        cut: how the batches were cut.
        totals: rows of each batch.
        outputs_of_ranks: for each rank the outputs for its rows of all batches, joined.
    """
    nesting = outputs_of_ranks[0]
    flat = [graph.flatten(outputs) for outputs in outputs_of_ranks]
    joined = []
    for i, like in enumerate(graph.flatten(nesting)):
        whole = np.empty((sum(totals), *like.shape[1:]), like.dtype)
        taken, start = [0] * cut.size, 0
        for total in totals:
            for rank, leaves in enumerate(flat):
                first, stop = cut.bounds(total, rank)
                end = taken[rank] + stop - first
                whole[start + first : start + stop] = leaves[i][taken[rank] : end]
                taken[rank] = end
            start += total
        joined.append(whole)
    return graph.pack_like(nesting, joined)
