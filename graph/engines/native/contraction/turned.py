"""An epilogue of one column, for a kernel that computes that column as a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from graph.engines.native.builder import Builder
from graph.engines.native.epilogue import Epilogue
from graph.engines.native.kernel import Frame, Int

if TYPE_CHECKING:
    from graph.engines.native.hints import Value


class Turned(NamedTuple):
    """Gives each element to another epilogue, as the first lane of a vector.

    The element at [row, column] belongs to its row ``row * columns + column``.
    """

    epilogue: Epilogue
    columns: Int

    @property
    def key(self) -> Any:
        return self

    def begin(self, b: Builder, frame: Frame) -> BoundTurned:
        return BoundTurned(self, b, frame)


class BoundTurned:
    """A turned epilogue within one function."""

    def __init__(self, turned: Turned, b: Builder, frame: Frame) -> None:
        self.bound = turned.epilogue.begin(b, frame)
        self.columns = frame.int(turned.columns)

    def emit(
        self,
        b: Builder,
        batch: Value,
        row: Value,
        column: Value,
        value: Value,
        mask: Value | None = None,
    ) -> None:
        lanes = value.type.count
        first = b.mask(b.int(1, 32), lanes)
        begin = b.plus(b.times(row, self.columns), column)

        def one(lane: Value) -> None:
            number = b.splat(b.extract_element(value, lane), lanes)
            self.bound.emit(b, batch, b.plus(begin, lane), 0, number, first)

        def guarded(lane: Value) -> None:
            with b.if_then(b.extract_element(mask, lane)):
                one(lane)

        b.loop(0, lanes, 1, one if mask is None else guarded)
