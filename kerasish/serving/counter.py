"""A number that grows, in Prometheus' text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator


class Counter:
    """Counts, by the values of labels.

    Args:
        name: ends in ``_total``.
        text: what it counts.
        labels: their names.

    Example:
        >>> from kerasish.serving.counter import Counter
        >>> counter = Counter("cups_total", "Cups of tea.", ["kind"])
        >>> counter.add(2, "green")
        >>> print(*counter.lines(), sep="\\n")
        # HELP cups_total Cups of tea.
        # TYPE cups_total counter
        cups_total{kind="green"} 2
    """

    def __init__(self, name: str, text: str, labels=()) -> None:
        self.name, self.text, self.labels = name, text, list(labels)
        self._values: dict[tuple, float] = defaultdict(int)
        if not self.labels:
            self._values[()] = 0

    def add(self, amount: float, *labels) -> None:
        self._values[labels] += amount

    def lines(self) -> Iterator[str]:
        """Of the text that Prometheus reads."""
        yield f"# HELP {self.name} {self.text}"
        yield f"# TYPE {self.name} counter"
        for values, count in sorted(self._values.items()):
            pairs = ",".join(f'{k}="{v}"' for k, v in zip(self.labels, values))
            yield f"{self.name}{f'{{{pairs}}}' if pairs else ''} {count}"
