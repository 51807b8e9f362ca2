"""A table of layers as lines for a terminal."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise

from kerasish.base.discovery import internal
from kerasish.base.errors import fail

#: of a table of so many columns, without that for trainable: width, ends of columns
_CHAIN = (88, (0.45, 0.80, 1.0))
_BRANCHED = (108, (0.3, 0.56, 0.74, 1.0))
#: what the column for trainable adds, and what it takes from the others
_TRAINABLE_WIDTH, _TRAINABLE_SHARE = 12, 0.9
#: by kind of line: left, middle, between columns, right
_LINES = {"top": "┏━┳┓", "head": "┡━╇┩", "row": "├─┼┤", "bottom": "└─┴┘"}
_ASCII = str.maketrans("┏━┳┓┡╇┩├─┼┤└┴┘┃│", "+-+++++|-+|+++||")


@internal
def as_text(table, line_length=None, positions=None, ascii: bool = False) -> str:
    """The table and the sums; long cells go on in the next line.

    Args:
        table: a `SummaryTable`.
        line_length: width of the table; that of the terminal, up to what Keras takes,
            when None.
        positions: where columns end, as parts of the width.
        ascii: whether the lines are those of ASCII.
    """
    widths = _widths(table, line_length, positions)
    lines = [_border("top", widths), *_cells(table.header, widths, "┃", table)]
    lines.append(_border("head", widths))
    for number, row in enumerate(table.rows):
        cells = table.cells(row)
        prefix = "   " * row.depth + "└ " if row.depth else ""
        cells[0] = prefix + cells[0]
        lines += [_border("row", widths)] if number else []
        lines += _cells(cells, widths, "│", table)
    lines.append(_border("bottom", widths))
    if ascii:
        lines = [line.translate(_ASCII) for line in lines]
    sums = [f" {name}: {number}" for name, number in table.lines_of_totals()]
    return "\n".join([f'Model: "{table.name}"', *lines, *sums, ""])


def _widths(table, line_length, positions) -> list[int]:
    """Letters in each column."""
    length, ends = _CHAIN if table.is_chain else _BRANCHED
    ends = list(ends if positions is None else positions)
    if table.show_trainable:
        length += _TRAINABLE_WIDTH
        ends = [end * _TRAINABLE_SHARE for end in ends] + [1.0]
    if line_length is None:
        line_length = min(length, shutil.get_terminal_size().columns - 4)
    columns = len(table.header)
    if len(ends) < columns:
        fail(
            f"summary: the table has {columns} columns",
            {"positions": positions},
            f"give {columns - table.show_trainable} ends of columns, such as 0.5",
        )
    places = [0, *(int(end * line_length) for end in ends[:columns])]
    wanted = [b - a for a, b in pairwise(places)]
    if min(wanted) < 4:
        fail(
            "summary: the columns are too narrow",
            {"line_length": line_length, "positions": positions},
            "make line_length larger",
        )
    return _reduced(wanted, line_length)


def _reduced(wanted: list[int], line_length: int) -> list[int]:
    """Takes the borders, and a space beside each, from all columns alike."""
    excess = sum(wanted) + 3 * len(wanted) + 1 - line_length
    found = []
    for left, width in zip(range(len(wanted), 0, -1), wanted):
        less = min(width + 2, round(excess / left))
        excess -= less
        found.append(max(width - less, 1))
    return found


def _border(kind: str, widths: list[int]) -> str:
    left, middle, between, right = _LINES[kind]
    return left + between.join(middle * (width + 2) for width in widths) + right


def _cells(cells: list[str], widths: list[int], bar: str, table) -> list[str]:
    """A row, in as many lines as its longest cell needs; titles stand at the bottom."""
    wrapped = [_wrapped(c, w) for c, w in zip(cells, widths)]
    height = max(map(len, wrapped))
    at_bottom = cells == table.header
    lines = []
    for number in range(height):
        parts = []
        for column, (texts, width) in enumerate(zip(wrapped, widths)):
            place = number - (height - len(texts) if at_bottom else 0)
            text = texts[place] if 0 <= place < len(texts) else ""
            parts.append(f" {_aligned(text, width, table.header[column])} ")
        lines.append(bar + bar.join(parts) + bar)
    return lines


def _aligned(text: str, width: int, title: str) -> str:
    if title == "Trainable":
        return f"{' ' * ((width - len(text)) // 2)}{text}".ljust(width)
    return text.rjust(width) if title == "Param #" else text.ljust(width)


def _wrapped(text: str, width: int) -> list[str]:
    """Lines that break between words; of a word that is too long the end is cut."""
    lines = [""]
    for word in re.findall(r"\s*\S+\s*", text):
        if not lines[-1] or len(lines[-1]) + len(word.rstrip()) <= width:
            lines[-1] += word
        else:
            lines.append(word)
    lines = [line.rstrip() for line in lines]
    return [s if len(s) <= width else f"{s[: width - 1]}…" for s in lines]
