"""What a server counts and measures."""

from __future__ import annotations

from collections.abc import Callable

from kerasish.serving.counter import Counter
from kerasish.serving.histogram import Histogram

SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
ROWS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)


class ServerMetrics:
    """Requests, rows, errors, seconds and batches.

    Attributes:
        gauges: name and text to a function that gives the value now.
    """

    def __init__(self) -> None:
        self.requests = Counter(
            "kerasish_requests_total", "Requests that were answered.", ["path"]
        )
        self.errors = Counter(
            "kerasish_errors_total", "Answers of 400 and above.", ["status"]
        )
        self.rows = Counter("kerasish_rows_total", "Rows that were predicted.")
        self.seconds = Histogram(
            "kerasish_predict_seconds",
            "From the last byte of a request to its answer.",
            SECONDS,
        )
        self.batch_rows = Histogram(
            "kerasish_batch_rows", "Rows that were predicted together.", ROWS
        )
        self.gauges: dict[tuple[str, str], Callable[[], int]] = {}

    def text(self) -> str:
        """All of it, for Prometheus."""
        lines: list[str] = []
        for part in vars(self).values():
            if part is not self.gauges:
                lines.extend(part.lines())
        for (name, text), value in self.gauges.items():
            lines += [f"# HELP {name} {text}", f"# TYPE {name} gauge"]
            lines.append(f"{name} {value()}")
        return "\n".join(lines) + "\n"
