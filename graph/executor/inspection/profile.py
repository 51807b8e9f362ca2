"""Where the time goes: the steps of what runs, timed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from graph.engines.clock import Clock
from graph.executor.callable import CompiledCallable
from graph.executor.inspection.chrome_trace import chrome_trace
from graph.executor.inspection.profile_rows import GROUPINGS, Rows, Run
from graph.executor.inspection.text_table import text_table
from graph.executor.watching import watching
from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.executor.inspection.profile_rows import Row


#: rows that `print` shows
SHOWN = 25


@public
def profile() -> Profile:
    """A context in which every run is timed: of sessions, functions, fit and predict.

    What is timed is what really runs: the compiled program, in which nodes that run
    together are one row. Programs are compiled again with a clock in them, once each;
    that is not counted, but what the first run of a set of sizes prepares is. Without a
    profile nothing is measured and nothing is slower.
    Ops on values, outside of any graph, are not seen.

    Returns:
        A `Profile`: print it, ask for its ``table``, or ``save`` it.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", (None,), "x")
        >>> with graph.profile() as p:
        ...     session = graph.Session(engine="numpy")
        ...     result = session.run(graph.sum(graph.exp(x)), {x: [0.0, 0.0]})
        >>> sorted((row.name, row.calls) for row in p.rows(by="op"))
        [('exp', 1), ('sum', 1)]
    """
    return Profile()


class Profile:
    """The times of all runs inside a context; see `profile`."""

    def __init__(self) -> None:
        self._clock = Clock()
        self._timed: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
        self.runs: list[Run] = []
        self._context: Any = None

    def __enter__(self) -> Profile:
        self._context = watching(self._watch)
        self._context.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._context.__exit__(*error)

    def _watch(self, function: CompiledCallable) -> Callable[..., Any]:
        timed = self._timed.get(function)
        if timed is None:
            timed = function.engine.compile(function.program, self._clock)
            self._timed[function] = timed

        def run(arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
            start = perf_counter_ns()
            results = timed(arrays)
            self.runs.append(Run(start, perf_counter_ns()))
            return results

        return run

    # ---- what was measured

    @property
    def total_ms(self) -> float:
        """The time of all runs, in milliseconds."""
        return sum(run.end - run.start for run in self.runs) / 1e6

    def rows(self, by: str = "node") -> list[Row]:
        """What took time, the longest first.

        Args:
            by: "node", "layer" or "op".

        Returns:
            Rows with ``name``, ``op``, ``ms`` (of its own: the time of what runs inside
            a loop is with that), ``calls``, ``nbytes`` written, and ``line``.

        Raises:
            ArgumentError: another word.
        """
        if by not in GROUPINGS:
            raise ArgumentError(
                describe(
                    "profile: rows are made by node, layer or op",
                    {"by": repr(by)},
                    f"one of {', '.join(map(repr, GROUPINGS))}",
                    str(here()),
                )
            )
        return Rows(self._clock).grouped(by)

    def table(self, by: str = "node", limit: int | None = None) -> str:
        """The rows as text.

        Args:
            by: "node", "layer" or "op".
            limit: how many rows; None for all.
        """
        rows = self.rows(by)
        total = self.total_ms
        lines = []
        for row in rows[:limit]:
            share = 100 * row.ms / total if total else 0.0
            numbers: tuple[str, ...] = (f"{row.ms:.3f}", f"{share:.1f}", str(row.calls))
            numbers = (*numbers, f"{row.nbytes / 1e6:.3f}")
            about = (row.name, row.op, *numbers, row.line)
            lines.append(about if by == "node" else (row.name, *numbers))
        numbers = ("ms", "%", "calls", "MB written")
        header: tuple[str, ...] = (by, *numbers)
        if by == "node":
            header = ("node", "op", *numbers, "made by")
        first = header.index("ms")
        return text_table(header, lines, right=range(first, first + 4))

    def __str__(self) -> str:
        rows = self.rows()
        inside = sum(row.ms for row in rows)
        own = len(self._clock.laps) * _cost_of_a_lap() / 1e6
        more = f"\n... and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
        runs = "1 run" if len(self.runs) == 1 else f"{len(self.runs)} runs"
        return (
            f"{self.table(limit=SHOWN)}{more}\n{runs} took "
            f"{self.total_ms:.3f} ms: {inside:.3f} in the nodes, "
            f"{self.total_ms - inside:.3f} around them; about {own:.3f} of all is the "
            "profile's own"
        )

    def save(self, path: Path) -> None:
        """Writes the runs as a trace for chrome://tracing or ui.perfetto.dev.

        Args:
            path: of a file ending in ``.json``.
        """
        events = chrome_trace(Rows(self._clock), self.runs)
        with open(os.fspath(path), "w", encoding="utf-8") as file:
            json.dump({"traceEvents": events, "displayTimeUnit": "ms"}, file)


def _cost_of_a_lap(count: int = 200) -> float:
    """Nanoseconds that measuring one step takes."""
    tick = Clock().ticker(None)
    start = now = tick(-1, 0)
    for _ in range(count):
        now = tick(0, now)
    result: float = (now - start) / count
    return result
