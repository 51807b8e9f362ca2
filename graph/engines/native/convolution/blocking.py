"""How many rows and columns of outputs a unit of work has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.engines.native.convolution.blocks import Block
from graph.engines.native.convolution.cost import UNIT
from graph.engines.native.convolution.lines import Line
from graph.engines.native.convolution.source import Source

if TYPE_CHECKING:
    from graph.engines.native.kernel import Late
    from graph.ir.dims import Size


#: bytes of copied rows that stay near, and what a stack surely has
WANTED_BYTES = 96 << 10
MOST_BYTES = 224 << 10
#: columns of a block where there are many, or where their number comes late
COLUMNS = 240
MOST_COLUMNS = 512


def choose_block(
    lines: Sequence[Line], source: Source, itemsize: int, tile_rows: int, cost: Size
) -> Block | None:
    """The block, or None where not even one tile fits the memory for copied rows.

    Args:
        cost: multiply-adds for one pixel.
    """
    _, rows, columns = lines

    def nbytes(block: Block) -> Size:
        return copied_bytes(lines, source, block, itemsize)

    wide = _columns(columns.count, tile_rows)
    while wide > tile_rows and nbytes(Block(1, wide)) > WANTED_BYTES:
        wide = max(tile_rows, (wide // 2) // tile_rows * tile_rows)
    high = max(1, UNIT // max(1, cost * wide))
    if isinstance(rows.count, int):
        high = _even(rows.count, high)
    while high > 1 and nbytes(Block(high, wide)) > WANTED_BYTES:
        high = max(1, high // 2)
    block = Block(high, wide)
    return block if nbytes(block) <= MOST_BYTES else None


def _columns(count: Late | int, tile_rows: int) -> int:
    if isinstance(count, int) and count <= MOST_COLUMNS:
        return max(1, count)
    return COLUMNS // tile_rows * tile_rows or tile_rows


def _even(count: int, most: Size) -> Size:
    """Rows of a block so that all have nearly as many."""
    number = max(1, -(-count // most))
    return max(1, -(-count // number))


#: pixels of a block of a kernel gradient: one panel of dy stays in the first cache
GRADIENT_PIXELS = 192


def choose_gradient_block(
    lines: Sequence[Line], source: Source, itemsize: int, width: int
) -> Block | None:
    """The block for a kernel gradient with panels of so many columns, or None."""
    _, rows, columns = lines

    def nbytes(block: Block) -> Size:
        panel = block.rows * block.columns * width * itemsize
        return panel + copied_bytes(lines, source, block, itemsize)

    wide = columns.count if isinstance(columns.count, int) else GRADIENT_PIXELS
    wide = max(1, min(wide, GRADIENT_PIXELS))
    while wide > 1 and nbytes(Block(1, wide)) > WANTED_BYTES:
        wide //= 2
    high = max(1, GRADIENT_PIXELS // wide)
    if isinstance(rows.count, int):
        high = _even(rows.count, high)
    while high > 1 and nbytes(Block(high, wide)) > WANTED_BYTES:
        high //= 2
    block = Block(high, wide)
    return block if nbytes(block) <= MOST_BYTES else None


def copied_bytes(
    lines: Sequence[Line], source: Source, block: Block, itemsize: int
) -> Size:
    """Bytes of the rows that a unit copies."""
    if not source.copies:
        return 0
    planes, height, width = source.copied(lines, block)
    return planes * height * width * source.pixel * itemsize
