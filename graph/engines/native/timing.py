"""Segments of a run that tell a clock how long their steps take."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def timed(run: Callable, tick: Callable, number: int) -> Callable:
    """The same function; the time that it takes is that of a step."""

    def measured():
        start = tick(-1, 0)
        failure = run()
        tick(number, start)
        return failure

    return measured


def in_turn(runs: Sequence[Callable]) -> Callable:
    """Runs one after the other, until one says that it has met a fault."""

    def all_of_them():
        return any(run() for run in runs)

    return all_of_them
