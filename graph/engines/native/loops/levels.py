"""On which axes each value of a loop depends, and in which pass it can be had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph.engines.native.loops.statements import (
    Compute,
    Fold,
    Index,
    Load,
    Save,
    Statement,
)
from graph.ops.elementwise.base import FloatBinary, FloatUnary

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.kernel import Late
    from graph.engines.native.loops.statements import Access


#: a value depends on the outer axes only, on the inner axis too, or on reduced ones
OUTER, ROW, FULL = 0, 1, 2


class Levels:
    """Levels and passes of statements.

    A pass is one walk over the reduced axes. Values of the first pass depend on no
    fold; what depends on a fold of pass p is there from pass p + 1 on.

    Attributes:
        level: OUTER, ROW or FULL, for each statement.
        start: the first pass in which a value is there.
        passes: the number of passes.
    """

    def __init__(
        self,
        statements: Sequence[Statement],
        outer: int,
        reduced: int,
        has_inner: bool,
        saves: Sequence[Save],
    ) -> None:
        self.statements = statements
        self.outer, self.reduced = outer, reduced
        self.has_inner = has_inner
        self.saves = saves
        self.level: list[int] = []
        self.start: list[int] = []
        for statement in statements:
            level, start = self._of(statement)
            self.level.append(level)
            self.start.append(start)
        folds = [i for i, s in enumerate(statements) if isinstance(s, Fold)]
        self.folds = folds
        self.passes = max((self.start[i] for i in folds), default=0)

    def is_full(self, save: Save) -> bool:
        """Whether a value goes to memory at every index; it may be that of a row."""
        level = self.of_strides(save.access.strides)
        return FULL in (level, self.level[save.value])

    def saved_in(self, number: int) -> list[Save]:
        """What a pass saves: at every index, in the first pass that has the value."""
        return [
            s for s in self.saves if self.is_full(s) and self.start[s.value] == number
        ]

    def _of(self, statement: Any) -> tuple[int, int]:
        if isinstance(statement, Load):
            return self.of_strides(statement.access.strides), 0
        if isinstance(statement, Index):
            unit = [0] * (self.outer + self.reduced + self.has_inner)
            unit[statement.axis] = 1
            return self.of_strides(unit), 0
        if isinstance(statement, Compute):
            levels = [self.level[i] for i in statement.inputs]
            starts = [self.start[i] for i in statement.inputs]
            return max(levels, default=OUTER), max(starts, default=0)
        if isinstance(statement, Fold):
            return (ROW if self.has_inner else OUTER), self.start[statement.input] + 1
        return OUTER, 0

    def of_strides(self, strides: Sequence[int | Late]) -> int:
        """The level of what is read with these strides."""
        middle = strides[self.outer : self.outer + self.reduced]
        if any(s != 0 for s in middle):
            return FULL
        return ROW if self.has_inner and strides[-1] != 0 else OUTER

    def is_costly(self, index: int) -> bool:
        """Whether a value is better kept than computed again in a later pass."""
        statement = self.statements[index]
        if not isinstance(statement, Compute):
            return False
        costly = isinstance(statement.op, (FloatUnary, FloatBinary))
        return costly or any(
            self.is_costly(i) for i in statement.inputs if self.level[i] == FULL
        )

    def needed(
        self,
        number: int,
        kept: Mapping[int, Value] | tuple[Any, ...] = (),
        saved: Mapping[int, Access] | tuple[Any, ...] = (),
    ) -> list[int]:
        """The full values that a pass computes or reads back, inputs first.

        Args:
            number: of the pass.
            kept: full values that are written to memory in their first pass.
            saved: others that are in memory from their first pass on.
        """
        wanted = [
            self.statements[i].input for i in self.folds if self.start[i] == number + 1
        ]
        wanted += [save.value for save in self.saved_in(number)]
        wanted += [i for i in kept if self.start[i] == number]
        again = {*kept, *saved}
        seen: set[int] = set()
        stack = [i for i in wanted if self.level[i] == FULL]
        while stack:
            i = stack.pop()
            if i in seen:
                continue
            seen.add(i)
            statement = self.statements[i]
            if isinstance(statement, Compute) and not (
                i in again and self.start[i] < number
            ):
                stack += [j for j in statement.inputs if self.level[j] == FULL]
        return sorted(seen)
