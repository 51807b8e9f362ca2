"""Tables that read well on a screen and in Markdown."""

from __future__ import annotations

from collections.abc import Sequence


def format_table(rows: Sequence[Sequence]) -> str:
    """A Markdown table with even columns; the first row is the heading."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(3, *map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "| " + " | ".join(c.ljust(w) for c, w in zip(row, widths)) + " |"
        for row in cells
    ]
    rule = "|" + "|".join("-" * (w + 2) for w in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def print_table(title: str, rows: Sequence[Sequence]) -> None:
    """A table under a title; the first row is the heading."""
    print(f"\n{title}\n\n{format_table(rows)}", flush=True)


def format_seconds(seconds: float) -> str:
    """Three figures, in the unit that fits."""
    for unit, scale in (("s", 1.0), ("ms", 1e3)):
        if seconds * scale >= 1:
            return f"{_three_figures(seconds * scale)} {unit}"
    return f"{_three_figures(seconds * 1e6)} us"


def format_milliseconds(seconds: float) -> str:
    """Milliseconds to three figures, without the unit."""
    return _three_figures(seconds * 1e3)


def _three_figures(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:#.3g}".rstrip(".")
