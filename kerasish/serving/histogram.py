"""How often values fell below bounds, in Prometheus' text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence


class Histogram:
    """Counts values by bounds.

    Args:
        name: with the unit at its end.
        text: what is measured.
        bounds: rising; a value equal to a bound counts below it.

    Example:
        >>> from kerasish.serving.histogram import Histogram
        >>> histogram = Histogram("walk_seconds", "Walks.", [60, 600])
        >>> histogram.observe(60)
        >>> histogram.observe(100)
        >>> print(*histogram.lines(), sep="\\n")
        # HELP walk_seconds Walks.
        # TYPE walk_seconds histogram
        walk_seconds_bucket{le="60"} 1
        walk_seconds_bucket{le="600"} 2
        walk_seconds_bucket{le="+Inf"} 2
        walk_seconds_sum 160
        walk_seconds_count 2
    """

    def __init__(self, name: str, text: str, bounds: Sequence[float]) -> None:
        self.name, self.text, self.bounds = name, text, list(bounds)
        self._counts = [0] * (len(self.bounds) + 1)
        self._sum: float = 0

    def observe(self, value: float) -> None:
        self._counts[bisect_left(self.bounds, value)] += 1
        self._sum += value

    def lines(self) -> Iterator[str]:
        """Of the text that Prometheus reads."""
        yield f"# HELP {self.name} {self.text}"
        yield f"# TYPE {self.name} histogram"
        total = 0
        for bound, count in zip([*self.bounds, "+Inf"], self._counts):
            total += count
            yield f'{self.name}_bucket{{le="{bound}"}} {total}'
        yield f"{self.name}_sum {self._sum}"
        yield f"{self.name}_count {total}"
