"""An epilogue of one column, for a kernel that computes that column as a row."""

from __future__ import annotations

from typing import NamedTuple

from graph.engines.native.builder import Builder
from graph.engines.native.epilogue import Epilogue
from graph.engines.native.kernel import Frame, Int


class Turned(NamedTuple):
    """Gives each element to another epilogue, as the first lane of a vector.

    The element at [row, column] belongs to its row ``row * columns + column``.
    """

    epilogue: Epilogue
    columns: Int

    @property
    def key(self):
        return self

    def begin(self, b: Builder, frame: Frame):
        return BoundTurned(self, b, frame)


class BoundTurned:
    """A turned epilogue within one function."""

    def __init__(self, turned: Turned, b: Builder, frame: Frame):
        self.bound = turned.epilogue.begin(b, frame)
        self.columns = frame.int(turned.columns)

    def emit(self, b: Builder, batch, row, column, value, mask=None) -> None:
        lanes = value.type.count
        first = b.mask(b.int(1, 32), lanes)
        begin = b.plus(b.times(row, self.columns), column)

        def one(lane):
            number = b.splat(b.extract_element(value, lane), lanes)
            self.bound.emit(b, batch, b.plus(begin, lane), 0, number, first)

        def guarded(lane):
            with b.if_then(b.extract_element(mask, lane)):
                one(lane)

        b.loop(0, lanes, 1, one if mask is None else guarded)
