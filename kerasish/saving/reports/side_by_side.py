"""A table of two columns, model and file, shortened around what differs."""

from __future__ import annotations

from kerasish.saving.reports.alignment import Pair
from kerasish.saving.reports.weight_rows import WeightRow

#: rows that agree, shown before and behind those that differ
CONTEXT = 1
#: rows that are shown in all
MOST_ROWS = 30
INDENT = "    "


def side_by_side(
    own: list[WeightRow], stored: list[WeightRow], pairs: list[Pair]
) -> str:
    """The table; ``!`` marks rows that differ.

    Args:
        own: rows of the model.
        stored: rows of the file.
        pairs: from `align`.
    """
    marked = [_differs(own, stored, pair) for pair in pairs]
    shown = _near(marked)
    cells = {
        k: (
            "-" if pairs[k][0] is None else str(own[pairs[k][0]]),
            "-" if pairs[k][1] is None else str(stored[pairs[k][1]]),
        )
        for k in shown
    }
    width = max([len("model"), *(len(left) for left, _ in cells.values())])
    lines = [f"{INDENT}  {'model':<{width}}   file"]
    last = -1
    for k in shown:
        if k > last + 1:
            lines.append(_gap(k - last - 1))
        left, right = cells[k]
        lines.append(f"{INDENT}{'!' if marked[k] else ' '} {left:<{width}}   {right}")
        last = k
    rest = marked[last + 1 :]
    if any(rest):
        lines.append(f"{INDENT}  ... {len(rest)} rows more, {sum(rest)} of them differ")
    elif rest:
        lines.append(_gap(len(rest)))
    return "\n".join(lines)


def _gap(count: int) -> str:
    rows = "row that agrees" if count == 1 else "rows that agree"
    return f"{INDENT}  ... {count} {rows}"


def _differs(own, stored, pair: Pair) -> bool:
    i, j = pair
    return i is None or j is None or own[i].shapes != stored[j].shapes


def _near(marked: list[bool]) -> list[int]:
    """The rows that differ and those around them, not too many."""
    near = {
        k
        for i, differs in enumerate(marked)
        if differs
        for k in range(max(0, i - CONTEXT), min(len(marked), i + CONTEXT + 1))
    }
    return sorted(near)[:MOST_ROWS]
