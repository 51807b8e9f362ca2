"""How a matrix product is cut: tiles, blocks of rows and depth, parts.

Costs count slots of multiply-accumulate instructions. They choose between shapes of
tiles that all give the right result.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graph.engines.native.contraction.tile import TileShape, lanes_of
from graph.engines.native.target import Target

if TYPE_CHECKING:
    from graph.engines.native.kernel import Late
    from graph.ir.dims import Size


#: what sizes are taken for that are not known yet
LIKELY_ROWS, LIKELY_COLUMNS, LIKELY_DEPTH = 4096, 4096, 128
#: slots that a chain of dependent multiply-accumulates leaves empty otherwise
LATENCY = 8
#: slots that reading a vector or a number costs, as it may delay the arithmetic
READING = 0.25
#: slots to begin and to end a tile
TILE_OVERHEAD = 30
#: slots to pack one vector
PACKING = 3
#: slots more to pack a vector of a panel that has not all of its columns
PARTIAL_PACKING = 8
#: bytes of a packed panel at most: a part of the second cache
PANEL_BYTES = 96 * 1024
#: rows that a panel serves before it is packed again, and at least
MOST_ROWS_OF_BLOCK = 192
LEAST_TILES_OF_BLOCK = 4
#: rows for which a panel is read where it stands: packing would cost too much
ROWS_WITHOUT_PACKING = 16
#: columns at a time where there is one row: as many as follow each other in memory
ONE_ROW_COLUMNS = 512
#: steps of a far depth whose cache lines are asked for before their use
STEPS_AHEAD = 8
#: steps of a far depth at a time: their lines stay in the second cache
FAR_DEPTH_BLOCK = 256
#: multiply-accumulates of a part at least, and parts at most
PART_WORK = 1 << 17
MOST_PARTS = 32
#: what an element of the result costs beside its products
RESULT_WORK = 8


class Plan(NamedTuple):
    """Tiles for many rows, and how many columns there are at a time for one row.

    ``heights`` of tiles fall, so that they add up to any number of rows; the rows of
    the last one are clamped where that is not known.
    """

    lanes: int
    vectors: int
    heights: tuple[int, ...]
    is_last_clamped: bool
    one_row_width: int
    row_block: int
    depth_block: int

    @property
    def shape(self) -> TileShape:
        return TileShape(self.heights[0], self.vectors, self.lanes)


@functools.cache
def choose_plan(
    target: Target,
    dtype: str,
    rows: int | None,
    columns: int | None,
    depth: int | None,
    *,
    is_depth_far: bool = False,
) -> Plan:
    """The plan for sizes of which None are not known yet.

    ``is_depth_far``: steps of x's depth stand far apart, so that a tile touches a cache
    line for every one; then fewer steps are taken at a time.
    """
    lanes = lanes_of(target, dtype)
    shapes = _shapes(target, lanes, rows, columns)
    vectors, height = min(
        shapes, key=lambda shape: _cost(*shape, lanes, rows, columns, depth)
    )
    one_row = ONE_ROW_COLUMNS
    if columns is not None:
        one_row = min(one_row, -(-max(columns, 1) // lanes) * lanes)
    most = PANEL_BYTES // (lanes * vectors * np.dtype(dtype).itemsize)
    most = min(most, FAR_DEPTH_BLOCK) if is_depth_far else most
    return Plan(
        lanes,
        vectors,
        _heights(height, vectors, rows),
        rows is None,
        one_row,
        max(MOST_ROWS_OF_BLOCK // height, 1) * height,
        _depth_block(
            min(most, FAR_DEPTH_BLOCK) if is_depth_far else most, depth, lanes
        ),
    )


def _shapes(
    target: Target, lanes: int, rows: int | None, columns: int | None
) -> Iterator[tuple[int, ...]]:
    """(vectors, rows) of tiles that the registers hold."""
    for vectors in range(1, 9):
        if columns is not None and (vectors - 1) * lanes >= max(columns, 1):
            return
        # a broadcast, and a product where it is not added in one instruction
        others = 1 if target.has_fma else 2
        highest = (target.registers - others - vectors) // vectors
        highest = min(highest, 8 if vectors == 1 else 14)
        if rows is None:
            yield vectors, max(highest, 1)
        else:
            highest = max(min(highest, rows), 1)
            for height in range(max(highest // 2, 1), highest + 1):
                yield vectors, height


def _cost(
    vectors: int,
    height: int,
    lanes: int,
    rows: int | None,
    columns: int | None,
    depth: int | None,
) -> float:
    """Slots for all, about."""
    rows = LIKELY_ROWS if rows is None else rows
    columns = LIKELY_COLUMNS if columns is None else columns
    depth = LIKELY_DEPTH if depth is None else depth
    step = vectors * PACKING if rows > ROWS_WITHOUT_PACKING else 0
    tiles = 0
    while rows:
        now = height if rows >= height else rows
        count = rows // now
        reading = READING * (now + vectors)
        step += count * (max(now * vectors, LATENCY) + reading)
        tiles += count
        rows -= count * now
    panels = -(-columns // (vectors * lanes))
    partial = PARTIAL_PACKING * vectors * depth if columns % (vectors * lanes) else 0
    return partial + panels * (step * depth + tiles * TILE_OVERHEAD)


def _heights(height: int, vectors: int, rows: int | None) -> tuple[int, ...]:
    """Heights of tiles, falling."""
    if rows is not None:
        tail = rows % height
        return (height, tail) if tail else (height,)
    # lower tiles for what is left, as long as their latency is what they cost
    lower = [h for h in (4, 2) if h < height and (h == 2 or h * vectors <= LATENCY)]
    return (height, *lower)


def _depth_block(most: int, depth: int | None, lanes: int) -> int:
    """Steps of the depth at a time: equal blocks, whole vectors."""
    block = most
    if depth is not None:
        count = max(-(-depth // most), 1)
        block = -(-depth // count)
    return max(-(-block // lanes), 1) * lanes


def count_parts(
    batch: Late | Size, rows: Late | Size, columns: Late | Size, depth: Size
) -> Any:
    """Into how many parts the work is cut, from its sizes only."""
    results = batch * rows * columns
    work = results * (depth + RESULT_WORK) // PART_WORK
    units = batch * -(-columns // 16) * -(-rows // 24)
    return max(min(work, units, MOST_PARTS), 1)
