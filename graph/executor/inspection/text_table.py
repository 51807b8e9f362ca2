"""Rows of text in columns."""

from __future__ import annotations

from collections.abc import Sequence


def text_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()
) -> str:
    """Columns as wide as their longest entry, two blanks between them.

    Args:
        header: the names of the columns.
        rows: an entry for each column.
        right: the columns that are flush right.

    Example:
        >>> print(text_table(("name", "n"), [("a", "10"), ("bc", "2")], right=(1,)))
        name   n
        a     10
        bc     2
    """
    lines = [header, *rows]
    widths = [max(map(len, column)) for column in zip(*lines)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if i in right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(line, widths))
        ).rstrip()
        for line in lines
    )
