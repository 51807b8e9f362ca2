"""Timing with interleaved repeats: the median counts, the machine's noise is shared."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def interleaved(functions: dict[str, Callable], repeats: int = 50) -> dict[str, float]:
    """Median seconds a call of each function, all of them called in turn.

    Args:
        functions: what to time, by name; each is called twice before.
        repeats: rounds.
    """
    for function in functions.values():
        function()
        function()
    times: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(repeats):
        for name, function in functions.items():
            start = time.perf_counter()
            function()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in times.items()}
