"""Places for values in one arena: those that live at once never overlap."""

from __future__ import annotations

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
    placed: list[tuple[int, int, int, int]] = []  # offset, end, first, last
    total = 0
    order = sorted(range(len(lifetimes)), key=lambda i: -lifetimes[i].nbytes)
    for i in order:
        nbytes, first, last = lifetimes[i]
        nbytes = -(-nbytes // ALIGNMENT) * ALIGNMENT
        busy = sorted(p for p in placed if p[2] <= last and first <= p[3])
        offset = 0
        for start, end, _, _ in busy:
            if start - offset >= nbytes:
                break
            offset = max(offset, end)
        offsets[i] = offset
        placed.append((offset, offset + nbytes, first, last))
        total = max(total, offset + nbytes)
    return offsets, total
