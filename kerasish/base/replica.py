"""A step on some rows of a batch, while other processes run it on the others.

Each process is a rank. What a rank computes counts by its share of the rows: gradients
are the means, weighted by these shares, of those of all ranks. A loss that knows the
sums over all ranks has the same value on each of them, and its gradient reaches the
rows of a rank through `total`, which takes account of that.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from typing import Any

import graph

_ACTIVE: ContextVar[Replica | None] = ContextVar("kerasish_replica", default=None)
#: whether the gradients of an optimizer's step are those of all ranks already
_REDUCED: ContextVar[bool] = ContextVar("kerasish_gradients_are_reduced", default=False)


class Replica:
    """The part of a step that runs on one rank.

    Args:
        reducer: sums arrays over all ranks; see `graph.all_reduce`.
        rows: how many rows of the batch are here; it may be 0.
        total: how many rows the batch has.
        synchronizes: whether every batch normalisation is over all rows.

    A rank without rows computes with one that does not count.
    """

    def __init__(
        self, reducer: Any, rows: Any, total: Any, synchronizes: bool = False
    ) -> None:
        self.reducer, self.synchronizes = reducer, synchronizes
        self.rows, self.total = rows, total
        #: called before metrics are read
        self.settle = lambda: None
        #: called with variables that have the same values on all ranks
        self.note_same = lambda variables: None

    def share(self, dtype: Any) -> graph.Tensor:
        """rows / total."""
        return self._number(self.rows, dtype) / self._number(self.total, dtype)

    def _inverse_share(self, dtype: Any) -> graph.Tensor:
        """1 / share, and 0 of a rank without rows."""
        rows = self._number(self.rows, dtype)
        inverse = self._number(self.total, dtype) / graph.maximum(rows, 1)
        return graph.where(rows > 0, inverse, 0)

    def _number(self, size: Any, dtype: Any) -> graph.Tensor:
        return graph.cast(graph.as_tensor(size), dtype)

    def reduced(self, values: Sequence[Any], scale: Any = 1) -> Any:
        """The sums of scale * values over all ranks; those of a rank without rows do
        not count."""
        scale = graph.where(graph.as_tensor(self.rows) > 0, scale, 0)
        return graph.all_reduce(list(values), self.reducer, scale)

    def totals(self, values: Sequence[Any]) -> list[Any]:
        """Sums over the rows of this rank, summed over all ranks.

        For what all ranks go on with alike, such as a loss.
        """
        values = [graph.as_tensor(x) for x in values]
        sums = self.reduced([graph.stop_gradient(x) for x in values])
        return [
            graph.gradient_to(y, x, self._inverse_share(x.dtype))
            for x, y in zip(values, sums)
        ]

    def sums(self, values: Sequence[Any]) -> list[Any]:
        """The same for what each rank goes on with on rows of its own, such as the
        statistics of a batch: the gradient comes from the rows of all ranks."""
        values = [graph.as_tensor(x) for x in values]
        weighted = [
            graph.gradient_to(x, x, self._inverse_share(x.dtype)) for x in values
        ]
        sums = self.reduced(weighted)
        return [graph.gradient_to(y, y, self.share(y.dtype)) for y in sums]

    def means(self, values: Sequence[Any]) -> Any:
        """Means over the ranks, by their shares."""
        return self.reduced(values, self.share("float64"))


def active_replica() -> Replica | None:
    """The replica whose step is traced or run; None where there is one process."""
    return _ACTIVE.get()


@contextlib.contextmanager
def replicating(replica: Replica | None) -> Iterator[Any]:
    """Inside, steps are those of the replica; of this process alone if it is None."""
    token = _ACTIVE.set(replica)
    try:
        yield replica
    finally:
        _ACTIVE.reset(token)


@contextlib.contextmanager
def gradients_of_all_ranks(
    gradients: Sequence[graph.SymbolicTensor],
) -> Iterator[Sequence[graph.SymbolicTensor]]:
    """Yields the gradients as means over all ranks; None stays None.

    An optimizer within another one, which gets them from it, takes them as they are.
    """
    replica = active_replica()
    if replica is None or _REDUCED.get():
        yield gradients
        return
    given = [g for g in gradients if g is not None]
    means = iter(replica.means(given))
    token = _REDUCED.set(True)
    try:
        yield [None if g is None else next(means) for g in gradients]
    finally:
        _REDUCED.reset(token)
