"""Segments of a run that tell a clock how long their steps take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any


def timed(
    run: Callable[..., Any], tick: Callable[..., Any], number: int
) -> Callable[..., Any]:
    """The same function; the time that it takes is that of a step."""

    def measured() -> int | None:
        start = tick(-1, 0)
        failure = run()
        tick(number, start)
        return failure

    return measured


def in_turn(runs: Sequence[Callable[..., Any]]) -> Callable[..., Any]:
    """Runs one after the other, until one says that it has met a fault."""

    def all_of_them() -> bool:
        return any(run() for run in runs)

    return all_of_them
