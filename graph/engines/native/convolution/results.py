"""From accumulators to the epilogue: panels of columns, rows that are pixels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.contraction.tile import TileShape
from graph.engines.native.convolution.lines import minus
from graph.engines.native.epilogue import Epilogue, Store
from graph.engines.native.kernel import Frame
from graph.engines.native.memory_types import I1
from graph.engines.native.outlining import outline

if TYPE_CHECKING:
    from graph.engines.native.convolution.lines import BoundLine
    from graph.engines.native.epilogue import BoundStore
    from graph.engines.native.hints import Value
    from graph.engines.native.loops.fused_epilogue import BoundEpilogue
    from graph.ir.dims import Size


class Panels(NamedTuple):
    """The filters of one group, cut into as many vectors as a tile has."""

    filters: Size
    tile: TileShape

    @property
    def count(self) -> Size:
        return -(-self.filters // self.tile.columns)

    @property
    def in_last(self) -> tuple[int, ...]:
        """How many lanes of each vector of the last panel are filters."""
        rest = self.filters - (self.count - 1) * self.tile.columns
        lanes = self.tile.lanes
        return tuple(
            min(max(rest - v * lanes, 0), lanes) for v in range(self.tile.vectors)
        )

    def choose(
        self,
        b: Builder,
        panel: Value,
        body: Callable[[Sequence[int]], None] | Callable[[tuple[int, ...]], None],
    ) -> None:
        """Calls the body with how many lanes of each vector of a panel are filters."""
        whole, last = (self.tile.lanes,) * self.tile.vectors, self.in_last
        if self.count == 1 or last == whole:
            body(last)
            return
        is_last = b.icmp_signed("==", b.int(panel), b.int(self.count - 1))
        with b.if_else(is_last) as (then, otherwise):
            with then:
                body(last)
            with otherwise:
                body(whole)


class Results:
    """Hands rows of accumulators to an epilogue.

    Where these are just stored, that is written out for every row; another epilogue
    has a function of its own, over the rows of a tile that is kept in memory meanwhile.
    """

    def __init__(
        self,
        b: Builder,
        frame: Frame,
        epilogue: Epilogue,
        tile: TileShape,
        dtype: str,
    ) -> None:
        self.b, self.frame, self.tile, self.dtype = b, frame, tile, dtype
        self.epilogue = epilogue
        self.bound = epilogue.begin(b, frame) if isinstance(epilogue, Store) else None
        self._size = tile.rows * tile.columns
        self._memory = None

    def emit(
        self,
        sums: Sequence[Value],
        row: Value,
        row_step: int,
        column: Value,
        lanes: tuple[int, ...],
        skip: Value = 0,
    ) -> None:
        """Uses the sums of rows from ``skip`` on; they stand ``row_step`` apart."""
        count = len(sums) // self.tile.vectors
        if self.bound is not None and isinstance(skip, int):
            for r in range(skip, count):
                start = r * self.tile.vectors
                vectors = sums[start : start + self.tile.vectors]
                place = self.b.plus(row, r * row_step)
                self._row(self.b, self.bound, place, column, vectors, lanes)
            return
        memory, width = self._place(), self.tile.lanes
        for number, vector in enumerate(sums):
            self.b.write(vector, memory, number * width, self.dtype)
        values = (self.frame.args, memory, row, row_step, column, lanes, skip, count)
        outline(self.b, values, self._rows)

    def _rows(
        self,
        b: Builder,
        args: Value,
        memory: Value,
        row: Value,
        row_step: int,
        column: Value,
        lanes: tuple[int, ...],
        skip: Value,
        count: int,
    ) -> None:
        """Rows from memory, in a function of its own."""
        bound = self.epilogue.begin(b, Frame(b, args, self.frame.buffers))
        width = self.tile.lanes

        def use(r: Value) -> None:
            start = b.times(r, self.tile.columns)
            vectors = [
                b.read(memory, b.plus(start, v * width), self.dtype, width)
                for v in range(self.tile.vectors)
            ]
            place = b.plus(row, b.times(r, row_step))
            self._row(b, bound, place, column, vectors, lanes)

        b.loop(skip, count, 1, use)

    def _row(
        self,
        b: Builder,
        bound: BoundEpilogue | BoundStore,
        row: Value,
        column: Value,
        vectors: Sequence[Value],
        lanes: tuple[int, ...],
    ) -> None:
        for v, (vector, valid) in enumerate(zip(vectors, lanes)):
            if valid:
                mask = first_lanes(valid, self.tile.lanes)
                place = b.plus(column, v * self.tile.lanes)
                bound.emit(b, 0, row, place, vector, mask)

    def _place(self) -> ir.Value:
        if self._memory is None:
            self._memory = self.b.local(self._size, self.dtype)
        return self._memory


def first_lanes(valid: int, lanes: int) -> ir.Value | None:
    """A mask of the first lanes; None where that is all."""
    if valid == lanes:
        return None
    bits = [int(lane < valid) for lane in range(lanes)]
    return ir.Constant(ir.VectorType(I1, lanes), bits)


def flat_row(
    b: Builder, batch_index: Value, lines: Sequence[BoundLine], places: Sequence[Value]
) -> Value:
    """The flat index of (image, *pixel) in the output."""
    row = b.int(batch_index)
    for line, place in zip(lines, places):
        row = b.plus(b.times(row, line.places), place)
    return row


def each_run(
    b: Builder,
    low: Value,
    high: Value,
    largest: int,
    body: Callable[..., Any],
    exact: Size | None = None,
) -> None:
    """Cuts [low, high) into runs for tiles: calls ``body(start, count, skip)``.

    Where the length is known (``exact``) the runs differ by one at most. Otherwise the
    last run starts earlier, and says how many of its elements were there before; fewer
    elements than a run has are taken one by one.
    """
    if exact is not None:
        number = max(1, -(-exact // largest))
        size, longer = divmod(exact, number)
        middle = longer * (size + 1)
        if longer:
            stop = b.plus(low, middle)
            b.loop(low, stop, size + 1, lambda i: body(i, size + 1, 0))
        if size:
            b.loop(b.plus(low, middle), high, size, lambda i: body(i, size, 0))
        return
    last = minus(b, high, largest)

    def overlapping(index: Value) -> None:
        start = b.least(index, last)
        body(start, largest, minus(b, index, start))

    with b.if_else(b.icmp_signed("<=", b.int(low), b.int(last))) as (then, otherwise):
        with then:
            b.loop(low, high, largest, overlapping)
        with otherwise:
            b.loop(low, high, 1, lambda i: body(i, 1, 0))
