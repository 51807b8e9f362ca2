"""Units of work: some rows and columns of outputs of one image."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.convolution.lines import BoundLine, Line, known_count
from graph.engines.native.kernel import Int, known

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.ir.dims import Size


class Block(NamedTuple):
    """How many outputs along the last two axes a unit has at most."""

    rows: Size
    columns: int


class Unit(NamedTuple):
    """An image, an output along the first axis, ranges of rows and columns."""

    image: ir.Value
    plane: ir.Value
    rows: tuple[Any, ...]
    columns: tuple[Any, ...]


class Units:
    """The units of a convolution within one function."""

    def __init__(
        self, b: Builder, batch: Value, lines: Sequence[BoundLine], block: Block
    ) -> None:
        self.b, self.block = b, block
        self.planes, rows, columns = (line.count for line in lines)
        self.rows, self.columns = rows, columns
        self.row_blocks = _blocks(b, rows, block.rows)
        self.column_blocks = _blocks(b, columns, block.columns)
        blocks = b.times(self.row_blocks, self.column_blocks)
        self.count = b.times(b.times(batch, self.planes), blocks)

    def each(self, low: Value, high: Value, body: Callable[[Unit], None]) -> None:
        """Calls the body for the units [low, high)."""
        self.b.loop(low, high, 1, lambda number: body(self._unit(number)))

    def _unit(self, number: Value) -> Unit:
        rest, column = _divmod(self.b, number, self.column_blocks)
        rest, row = _divmod(self.b, rest, self.row_blocks)
        image, plane = _divmod(self.b, rest, self.planes)
        rows = self._range(row, self.block.rows, self.rows)
        columns = self._range(column, self.block.columns, self.columns)
        return Unit(image, plane, rows, columns)

    def _range(self, number: Value, size: Size, total: Value) -> tuple[Value, Value]:
        if isinstance(total, int) and size >= total:
            return 0, total
        low = self.b.times(number, size)
        return low, self.b.least(self.b.plus(low, size), total)


def _blocks(b: Builder, total: Value, size: Size) -> Value:
    if isinstance(total, int):
        return -(-total // size)
    return b.sdiv(b.plus(total, size - 1), b.int(size))


def _divmod(b: Builder, number: Value, divisor: Value) -> tuple[Value, Value]:
    if isinstance(divisor, int) and divisor == 1:
        return number, 0
    divisor = b.int(divisor)
    return b.sdiv(number, divisor), b.srem(number, divisor)


def known_units(
    batch: Int, lines: Sequence[Line], block: Block, numbers: Sequence[int]
) -> Size:
    """How many units there are in one call."""
    planes, rows, columns = (known_count(line, numbers) for line in lines)
    blocks = -(-rows // block.rows) * -(-columns // block.columns)
    return known(batch, numbers) * planes * blocks
