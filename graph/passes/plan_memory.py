"""Places for values in one arena: those that live at once never overlap."""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from typing import NamedTuple

ALIGNMENT = 64


class Lifetime(NamedTuple):
    """A value of ``nbytes``, written at step ``first`` and last read at ``last``."""

    nbytes: int
    first: int
    last: int


def plan_memory(lifetimes: Sequence[Lifetime]) -> tuple[list[int], int]:
    """Offsets for the values, and the size of the arena, both in bytes.

    Greedy by size: the largest values are placed first, each at the lowest offset where
    it overlaps nothing that lives at the same time.
    """
    offsets = [0] * len(lifetimes)
    # offset, end, first, last; in the order of the offsets
    placed: list[tuple[int, int, int, int]] = []
    total = 0
    order = sorted(range(len(lifetimes)), key=lambda i: -lifetimes[i].nbytes)
    for i in order:
        nbytes, first, last = lifetimes[i]
        nbytes = -(-nbytes // ALIGNMENT) * ALIGNMENT
        offset = 0
        for start, end, begin, until in placed:
            if begin <= last and first <= until:
                if start - offset >= nbytes:
                    break
                if end > offset:
                    offset = end
        offsets[i] = offset
        insort(placed, (offset, offset + nbytes, first, last))
        total = max(total, offset + nbytes)
    return offsets, total
