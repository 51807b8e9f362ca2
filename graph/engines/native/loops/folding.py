"""Reductions: how lanes start, take an element, join, and become one number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from graph.engines.native.lanes import LaneMath, Lanes
from graph.ir.op import Op
from graph.ops.reduction import logic
from graph.ops.reduction.extremes import Argmax, Argmin, Max, Min, Prod
from graph.ops.shape.broadcast import Sum


class Reducer(NamedTuple):
    """A reduction by an associative join. The state is one or two values."""

    start: float | int | None
    join: object
    finds_place: bool = False
    is_logical: bool = False

    @property
    def is_choice(self) -> bool:
        """Whether the result is one of the elements, so that there must be some."""
        return self.start in (np.inf, -np.inf)

    def initial(self, m: LaneMath, dtype: np.dtype) -> list[Lanes]:
        """The state before the first element."""
        dtype = np.dtype(dtype)
        start = m.constant(_start(self.start, dtype), dtype)
        return [start, m.constant(-1, "int64")] if self.finds_place else [start]

    def take(
        self,
        m: LaneMath,
        state: Sequence[Lanes],
        x: Lanes,
        place: Any,
        mask: Lanes | None = None,
    ) -> list[Lanes]:
        """The state after an element in each lane, of the lanes of a mask."""
        new = self.combine(m, state, [x, place] if self.finds_place else [x])
        if mask is None:
            return new
        return [m.where(mask, after, before) for after, before in zip(new, state)]

    def combine(
        self, m: LaneMath, a: Sequence[Lanes], b: Sequence[Lanes]
    ) -> list[Lanes]:
        """The state after the elements of two."""
        if not self.finds_place:
            return [self.join(m, a[0], b[0])]
        take = self._is_better(m, b, a)
        return [m.where(take, second, first) for first, second in zip(a, b)]

    def _is_better(
        self, m: LaneMath, new: Sequence[Lanes], old: Sequence[Lanes]
    ) -> Lanes:
        """Whether a new element wins: larger, or not a number; the first of equals."""
        (x, i), (best, j) = new, old
        none = m.constant(0, "int64")
        better, equal = self.join(m, x, best), x == best
        if x.dtype.kind == "f":
            x_nan, best_nan = x != x, best != best
            better = (better | x_nan) & ~best_nan
            equal = equal | (x_nan & best_nan)
        return ((better | (equal & (i < j))) | (j < none)) & ~(i < none)


def _start(start: float | None, dtype: np.dtype) -> float | None:
    if start not in (np.inf, -np.inf) or dtype.kind == "f":
        return start
    if dtype.kind == "b":
        return start > 0
    limits = np.iinfo(dtype)
    return int(limits.max if start > 0 else limits.min)


REDUCERS: dict[type[Op], Reducer] = {
    Sum: Reducer(0, lambda m, x, y: x + y),
    Prod: Reducer(1, lambda m, x, y: x * y),
    Max: Reducer(-np.inf, lambda m, x, y: m.maximum(x, y)),
    Min: Reducer(np.inf, lambda m, x, y: m.minimum(x, y)),
    logic.Any: Reducer(0, lambda m, x, y: x | y, is_logical=True),
    logic.All: Reducer(1, lambda m, x, y: x & y, is_logical=True),
    Argmax: Reducer(-np.inf, lambda m, x, y: x > y, finds_place=True),
    Argmin: Reducer(np.inf, lambda m, x, y: x < y, finds_place=True),
}
#: the same by the name that descriptions of kernels carry
BY_NAME = {op.__name__: reducer for op, reducer in REDUCERS.items()}
