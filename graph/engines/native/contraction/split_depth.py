"""A long depth cut into pieces that are summed apart, and added in order afterwards.

That pays where the result is small: the parts then read each operand once, and there
are enough of them. How many pieces there are depends on sizes only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.contraction import cost
from graph.engines.native.contraction.tile import lanes_of
from graph.engines.native.epilogue import Epilogue, Store
from graph.engines.native.integers import (
    divide,
    is_equal,
    product,
    total,
)
from graph.engines.native.kernel import Frame, Int, known
from graph.ir.dims import Size, floor_div, size_max

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.kernel import Late


#: steps of a piece at least, and pieces at most
LEAST_STEPS = 256
MOST_PIECES = 16
#: a depth that is cut is likely to be this long
LONG_DEPTH = 1024
#: what is taken for a size that is not known: a usual batch
USUAL_SIZE = 32
#: elements of a small result
SMALL_RESULT = 1 << 16


def count_pieces(results: Any, depth: Size) -> tuple[Size, Size]:
    """How many pieces, and the steps of each but the last, for a number of results."""
    least = max(LEAST_STEPS, cost.PART_WORK // max(results, 1))
    wanted = size_max(_quotient_up(depth, least), 1)
    pieces = MOST_PIECES - size_max(MOST_PIECES - wanted, 0)
    return pieces, _quotient_up(depth, pieces)


def likely_size(size: Size) -> int:
    """About the number that a size will be."""
    if isinstance(size, int):
        return size
    return sum(factor * USUAL_SIZE ** len(atoms) for atoms, factor in size.terms)


def _quotient_up(x: Size, y: Size) -> Size:
    return floor_div(x + y - 1, y)


class StorePieces(NamedTuple):
    """Stores sums of pieces; where there is one piece, it is what the epilogue gets."""

    pieces: Int
    store: Store
    epilogue: Epilogue

    @property
    def key(self) -> Any:
        return self

    def begin(self, b: Builder, frame: Frame) -> BoundStorePieces:
        return BoundStorePieces(self, b, frame)


class BoundStorePieces:
    """The stores of pieces within one function."""

    def __init__(self, description: StorePieces, b: Builder, frame: Frame) -> None:
        self.is_one = is_equal(b, frame.int(description.pieces), 1)
        self.store = description.store.begin(b, frame)
        self.epilogue = description.epilogue.begin(b, frame)

    def emit(
        self,
        b: Builder,
        batch: Value,
        row: Value,
        column: Value,
        value: Value,
        mask: Value | None = None,
    ) -> None:
        arguments = (b, batch, row, column, value, mask)
        if isinstance(self.is_one, bool):
            (self.epilogue if self.is_one else self.store).emit(*arguments)
            return
        with b.if_else(self.is_one) as (one, several):
            with one:
                self.epilogue.emit(*arguments)
            with several:
                self.store.emit(*arguments)


class AddPieces(NamedTuple):
    """Adds the sums of pieces in order: the epilogue gets the results.

    Slot 2: the pieces [piece, batch, row, column]; then those of the epilogue. Nothing
    is done where there is one piece.
    """

    dtype: str
    pieces: Int
    batch: int | Late
    rows: int | Late
    columns: int | Late
    epilogue: Epilogue

    @property
    def key(self) -> tuple[Any, ...]:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        pieces = known(self.pieces, numbers)
        return cost.count_parts(self.batch, self.rows, self.columns, pieces)

    def emit(self, b: Builder, frame: Frame, index: ir.Value, count: ir.Value) -> None:
        pieces, bound = frame.int(self.pieces), self.epilogue.begin(b, frame)
        source, lanes = frame.pointer(2), lanes_of(b.target, self.dtype)
        results = self.batch * self.rows * self.columns
        whole, rest = divide(b, self.columns, lanes)

        def row(number: Value) -> None:
            batch, place = divide(b, number, self.rows)
            begin = b.address(source, product(b, number, self.columns), self.dtype)

            def vector(column: Value, mask: Value | None = None) -> None:
                def add(piece: Value, value: Value) -> list[Value]:
                    where = total(b, product(b, piece, results), column)
                    more = b.read(begin, where, self.dtype, lanes, mask)
                    return [b.fadd(value, more)]

                first = b.read(begin, column, self.dtype, lanes, mask)
                (value,) = b.loop(1, pieces, 1, add, [first])
                bound.emit(b, batch, place, column, value, mask)

            b.loop(0, whole * lanes, lanes, vector)
            if rest:
                vector(whole * lanes, b.mask(b.int(rest, 32), lanes))

        several = b.icmp_signed(">", b.int(pieces), b.int(1))
        low, high = b.share(self.batch * self.rows, index, count)
        b.loop(low, b.select(several, high, low), 1, row)
