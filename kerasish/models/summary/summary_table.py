"""The layers of a model as a table, in several forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kerasish.base.discovery import internal
from kerasish.models.summary.summary_markup import as_html, as_markdown
from kerasish.models.summary.summary_rows import (
    SummaryRow,
    bytes_of,
    count_of,
    is_chain,
    rows_of,
)
from kerasish.models.summary.summary_text import as_text
from kerasish.saving.reports.printable import printable

#: letters of a name that are shown: names may come from files of strangers
_LONGEST = 200


@internal
class Total(NamedTuple):
    """How many numbers a group of weights has, and how many bytes they take."""

    parameters: int
    nbytes: int


@internal
class SummaryTable:
    """The layers of a model and their sums; notebooks show it as HTML.

    Args:
        model: built or not.
        expand_nested: whether the layers of nested models have rows.
        show_trainable: whether a column says what training changes.
        layer_range: names of the first and the last layer, or patterns for them.

    Attributes:
        name: of the model.
        rows: a `SummaryRow` for each layer.
        totals: by "Total", "Trainable", "Non-trainable" and, once it has state,
            "Optimizer": how many numbers, and how many bytes.
        is_chain: whether each layer takes what the one before makes; else tables say
            where inputs come from.
    """

    def __init__(
        self,
        model,
        expand_nested: bool = False,
        show_trainable: bool = False,
        layer_range: Sequence[str] | None = None,
    ):
        self.name = printable(model.name, _LONGEST)
        self.rows: list[SummaryRow] = rows_of(model, expand_nested, layer_range)
        self.is_chain = is_chain(model)
        self.show_trainable = show_trainable
        self.totals = _totals(model)

    @property
    def header(self) -> list[str]:
        """The titles of the columns."""
        titles = ["Layer (type)", "Output Shape", "Param #"]
        titles += [] if self.is_chain else ["Connected to"]
        return titles + (["Trainable"] if self.show_trainable else [])

    def cells(self, row: SummaryRow) -> list[str]:
        """What stands in the columns; how deep a layer is nested is left out."""
        count = f"{row.parameters:,}" if row.built else "0 (unbuilt)"
        name = printable(row.name, _LONGEST)
        cells = [f"{name} ({row.class_name})", row.output_shape, count]
        sources = [printable(source, _LONGEST) for source in row.connected_to]
        cells += [] if self.is_chain else [", ".join(sources) or "-"]
        mark = {True: "Y", False: "N", None: "-"}[row.trainable]
        return cells + ([mark] if self.show_trainable else [])

    def lines_of_totals(self) -> list[tuple[str, str]]:
        """Pairs such as ("Total params", "23 (92.00 B)")."""
        return [
            (f"{name} params", f"{total.parameters:,} ({in_units(total.nbytes)})")
            for name, total in self.totals.items()
        ]

    def text(
        self,
        line_length: int | None = None,
        positions: Sequence[float] | None = None,
        ascii: bool = False,
    ) -> str:
        """Lines for a terminal, as Keras draws them; see `Model.summary`."""
        return as_text(self, line_length, positions, ascii)

    def markdown(self) -> str:
        """A table of Markdown, and a list of the sums."""
        return as_markdown(self)

    def html(self) -> str:
        """A table of HTML with its own style; all that comes from names is escaped."""
        return as_html(self)

    def to_dict(self) -> dict:
        """Name, layers and totals in types that JSON has."""
        return {
            "name": self.name,
            "layers": [
                row._asdict() | {"connected_to": list(row.connected_to)}
                for row in self.rows
            ],
            "totals": {name: total._asdict() for name, total in self.totals.items()},
        }

    __str__ = text
    _repr_html_ = html


def _totals(model) -> dict[str, Total]:
    groups = {
        "Trainable": model.trainable_weights,
        "Non-trainable": model.non_trainable_weights,
    }
    optimizer = model.optimizer
    if optimizer is not None and optimizer.built:
        groups["Optimizer"] = optimizer.variables
    found = {name: Total(count_of(w), bytes_of(w)) for name, w in groups.items()}
    return {"Total": Total(*map(sum, zip(*found.values()))), **found}


@internal
def in_units(nbytes: float) -> str:
    """Bytes in the unit that gives a number below 1024.

    Example:
        >>> in_units(92), in_units(3 * 2**20)
        ('92.00 B', '3.00 MB')
    """
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if nbytes < 1024:
            return f"{nbytes:.2f} {unit}"
        nbytes /= 1024
    return f"{nbytes:.2f} PB"
