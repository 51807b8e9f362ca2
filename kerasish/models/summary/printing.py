"""Printing the table of a model's layers."""

from __future__ import annotations

import sys

from kerasish.base.discovery import internal
from kerasish.models.summary.summary_table import SummaryTable


@internal
def print_summary(
    table: SummaryTable, line_length, positions, print_fn, built: bool
) -> None:
    """Prints the table; of a model without weights it says how to make them.

    Args:
        table: what is printed.
        line_length, positions: see `SummaryTable.text`.
        print_fn: called with the text; None for `print`.
        built: whether the model has weights.
    """
    own = print_fn is None
    encoding = getattr(sys.stdout, "encoding", None)  # None: it takes any text
    ascii = own and encoding is not None and not encoding.lower().startswith("utf")
    text = table.text(line_length, positions, ascii)
    if not built:
        text += (
            " It has no weights yet: start it with kerasish.Input, or call it on "
            "data.\n"
        )
    if own:
        print(text, end="")
    else:
        print_fn(text)
