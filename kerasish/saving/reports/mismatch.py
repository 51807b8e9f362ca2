"""A file that does not fit a model: all that is known of it, and the error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from graph import cached_property
from kerasish.base.errors import FileError, fail
from kerasish.saving.reports.alignment import Pair, align
from kerasish.saving.reports.side_by_side import side_by_side
from kerasish.saving.reports.weight_rows import WeightRow

#: fixes that an error names
MOST_HINTS = 3


@dataclass(frozen=True)
class Mismatch:
    """What the diagnosers look at.

    Attributes:
        path: of the file.
        own: rows of the model.
        stored: rows of the file.
        matched: pairs of rows that were matched by name; None if it was by order.
        holds_model: whether the file has an architecture too.
        inner: rows of the models that are layers of the model, by their names.
        named: whether the rows of the file have the names of layers.
    """

    path: str
    own: list[WeightRow]
    stored: list[WeightRow]
    matched: list[Pair] | None = None
    holds_model: bool = False
    inner: dict[str, list[WeightRow]] | None = None
    named: bool = True

    @property
    def by_name(self) -> bool:
        """Whether layers were matched by name."""
        return self.matched is not None

    @cached_property
    def pairs(self) -> list[Pair]:
        """Both columns aligned, or what was matched by name."""
        return align(self.own, self.stored) if self.matched is None else self.matched

    @cached_property
    def only_own(self) -> list[WeightRow]:
        """Rows without a counterpart in the file."""
        return [self.own[i] for i, j in self.pairs if j is None]

    @cached_property
    def only_stored(self) -> list[WeightRow]:
        """Rows without a counterpart in the model."""
        return [self.stored[j] for i, j in self.pairs if i is None]

    @cached_property
    def unequal(self) -> list[tuple[WeightRow, WeightRow]]:
        """Pairs of rows of other shapes."""
        both = [
            (self.own[i], self.stored[j])
            for i, j in self.pairs
            if i is not None and j is not None
        ]
        return [(a, b) for a, b in both if a.shapes != b.shapes]

    @cached_property
    def equal_count(self) -> int:
        """How many pairs agree."""
        both = sum(i is not None and j is not None for i, j in self.pairs)
        return both - len(self.unequal)

    @property
    def table(self) -> str:
        """Model and file side by side."""
        return side_by_side(self.own, self.stored, self.pairs)


Diagnoser = Callable[[Mismatch], "str | None"]


def refuse_mismatch(mismatch: Mismatch, diagnosers: list[Diagnoser]) -> NoReturn:
    """Raises a FileError with both sides and the likely fixes."""
    own, stored = len(mismatch.own), len(mismatch.stored)
    differing = len(mismatch.pairs) - mismatch.equal_count
    counts = f"the file has {stored} layers with weights, the model {own}"
    if mismatch.by_name:
        counts = f"{differing} layers of the same name differ in shape"
    elif own == stored:
        counts = f"{own - mismatch.equal_count} of {own} layers differ in shape"
    found = [text for text in (find(mismatch) for find in diagnosers) if text]
    found = found or ["load into the model that the file was saved from"]
    fail(
        f"{mismatch.path!r} does not fit the model: {counts}",
        f"model and file (! differs)\n{mismatch.table}",
        "\n     or: ".join(found[:MOST_HINTS]),
        FileError,
    )
