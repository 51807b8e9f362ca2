"""The rows of a unit: tile after tile, then the epilogue."""

from __future__ import annotations

from llvmlite import ir

from graph.engines.native.builder import I32
from graph.engines.native.contraction.matmul_code import Block, MatmulCode, Unit
from graph.engines.native.contraction.tile import (
    DepthLoop,
    strided_rows,
    tile,
    zeros,
)
from graph.engines.native.integers import (
    difference,
    divide,
    is_below,
    is_plain,
    product,
    total,
)


def multiply_rows(code: MatmulCode, unit: Unit, block: Block) -> None:
    """Multiplies all rows of a unit with a panel."""
    b = code.b

    def step(row):
        left = difference(b, unit.row_high, row)
        place = code.sums
        if code.is_blocked:
            behind = difference(b, row, unit.row_low)
            offset = product(b, behind, code.plan.width)
            place = b.address(place, offset, code.dtype)
        height = _tile(code, block, row, left, place)
        if block.is_last is True:
            _finish(code, unit, row, height, place)
        else:
            with b.if_then(block.is_last):
                _finish(code, unit, row, height, place)
        return [b.add(row, height)]

    def more(row):
        return b.icmp_signed("<", row, b.int(unit.row_high))

    b.repeat(more, step, [b.int(unit.row_low)])


def _tile(code: MatmulCode, block: Block, row, left, place) -> ir.Value:
    """Multiplies some rows; the sums go to memory. Returns how many rows."""
    b, plan = code.b, code.plan
    x = b.address(block.x, product(b, row, code.x_row), code.dtype)

    def choose_height(heights, vectors):
        height, *lower = heights

        def this():
            _multiply(code, block, x, height, vectors, place)
            return [b.int(height)]

        if not lower:
            return this()
        enough = is_below(b, height - 1, left)
        if enough is True:
            return this()
        return b.choose(enough, this, lambda: choose_height(lower, vectors))

    def many():
        return choose_height(plan.heights, plan.vectors)

    if code.is_few is False:
        return many()[0]
    return b.choose(
        code.is_few, lambda: choose_height(plan.few, plan.few_vectors), many
    )[0]


def _multiply(code: MatmulCode, block: Block, x, height: int, vectors: int, place):
    b, lanes, dtype = code.b, code.plan.lanes, code.dtype
    places = [
        r * code.plan.width + v * lanes for r in range(height) for v in range(vectors)
    ]
    sums = zeros(height, vectors, lanes, dtype)
    if block.is_first is not True:
        sums = b.choose(
            block.is_first,
            lambda: sums,
            lambda: [b.read(place, p, dtype, lanes) for p in places],
        )
    rows = strided_rows(b, x, code.x_row, height, dtype)
    loops = [DepthLoop(block.depth, code.x_depth, block.panel_step)]
    for p, vector in zip(
        places, tile(b, rows, block.panel, loops, sums, dtype), strict=True
    ):
        b.write(vector, place, p, dtype)


def _finish(code: MatmulCode, unit: Unit, row, height, place):
    """Hands the finished rows to the epilogue, vector by vector."""
    b, lanes = code.b, code.plan.lanes
    whole, rest = divide(b, unit.width, lanes)
    first = total(b, unit.first_row, row)

    def one(r):
        sums = b.address(place, b.mul(r, b.int(code.plan.width)), code.dtype)

        def vector(v, mask=None):
            behind = product(b, v, lanes)
            value = b.read(sums, behind, code.dtype, lanes)
            column = total(b, unit.column, behind)
            code.bound.emit(b, unit.batch, b.add(first, r), column, value, mask)

        if is_plain(whole) and whole <= 2:
            for v in range(whole):
                vector(v)
        else:
            b.loop(0, whole, 1, vector)
        if is_plain(rest) and rest == 0:
            return
        with b.if_then(b.icmp_signed(">", b.int(rest), b.int(0))):
            vector(whole, b.mask(b.trunc(b.int(rest), I32), lanes))

    b.loop(0, height, 1, one)
