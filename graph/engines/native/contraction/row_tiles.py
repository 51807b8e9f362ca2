"""The rows of a unit: tile after tile, then the epilogue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from llvmlite import ir

from graph.engines.native.contraction import cost
from graph.engines.native.contraction.matmul_code import Block, MatmulCode, Unit
from graph.engines.native.contraction.one_row import multiply_one_row
from graph.engines.native.contraction.tile import (
    DepthLoop,
    Row,
    multiply_numbers,
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
    smaller,
    total,
)
from graph.engines.native.memory_types import I1, I32, VOID
from graph.engines.native.outlining import outline

if TYPE_CHECKING:
    from graph.engines.native.builder import Builder
    from graph.engines.native.hints import Value
    from graph.ir.hints import DTypeLike


def multiply_rows(code: MatmulCode, unit: Unit, block: Block) -> None:
    """Multiplies all rows of a unit with a panel."""
    b = code.b

    def step(row: Value) -> list[Value]:
        left = difference(b, unit.row_high, row)
        place = code.sums
        if code.is_blocked:
            behind = difference(b, row, unit.row_low)
            offset = b.int(product(b, behind, code.plan.shape.columns))
            # sums that are finished at once need no place of their own in the cache
            only = b.and_(_bit(block.is_first), _bit(block.is_last))
            place = b.address(place, b.select(only, b.int(0), offset), code.dtype)
        height = _tile(code, unit, block, row, left, place)
        if block.is_last is True:
            _finish(code, unit, row, height, place)
        else:
            with b.if_then(block.is_last):
                _finish(code, unit, row, height, place)
        return [b.add(row, height)]

    def more(row: Value) -> Value:
        return b.icmp_signed("<", row, b.int(unit.row_high))

    b.repeat(more, step, [b.int(unit.row_low)])


def _bit(value: Value) -> ir.Value:
    return value if isinstance(value, ir.Value) else ir.Constant(I1, int(value))


def _tile(
    code: MatmulCode, unit: Unit, block: Block, row: Value, left: Value, place: Value
) -> ir.Value:
    """Multiplies some rows; the sums go to memory. Returns how many rows."""
    b, plan = code.b, code.plan
    x = b.address(block.x, product(b, row, code.x_row), code.dtype)

    def highest_of(heights: Sequence[int]) -> list[Value]:
        height, *lower = heights

        def this() -> list[Value]:
            if lower or not plan.is_last_clamped:
                rows = strided_rows(b, x, code.x_row, height, code.dtype)
                _multiply(code, block, rows, place)
                return [b.int(height)]
            _multiply(code, block, _clamped(code, x, height, left), place)
            return [smaller(b, height, left)]

        enough = is_below(b, height - 1, left) if lower else True
        if enough is True:
            return this()
        return b.choose(enough, this, lambda: highest_of(lower))

    def one() -> list[Value]:
        multiply_one_row(code, unit, block, x, place)
        return [b.int(1)]

    if isinstance(code.is_one_row, bool):
        return one()[0] if code.is_one_row else highest_of(plan.heights)[0]
    return b.choose(code.is_one_row, one, lambda: highest_of(plan.heights))[0]


def _clamped(code: MatmulCode, x: Value, height: int, left: Value) -> list[Row]:
    """Rows of which only those that are left are read; the last one is repeated."""
    b, last = code.b, difference(code.b, left, 1)
    offsets = [product(b, smaller(b, r, last), code.x_row) for r in range(height)]
    return [Row(b.address(x, offset, code.dtype)) for offset in offsets]


def _multiply(
    code: MatmulCode, block: Block, rows: Sequence[Row], place: Value
) -> None:
    b, lanes, dtype = code.b, code.plan.lanes, code.dtype
    vectors = code.plan.vectors
    places = [
        r * code.plan.shape.columns + v * lanes
        for r in range(len(rows))
        for v in range(vectors)
    ]
    sums = zeros(len(rows), vectors, lanes, dtype)
    if block.is_first is not True:
        sums = b.choose(
            block.is_first,
            lambda: sums,
            lambda: [b.read(place, p, dtype, lanes) for p in places],
        )
    loops = [DepthLoop(block.depth, code.x_depth, block.panel_step)]
    multiply = _multiply_ahead(code) if code.is_depth_far else multiply_numbers
    sums = tile(b, rows, block.panel, loops, sums, dtype, multiply=multiply)
    for p, vector in zip(places, sums, strict=True):
        b.write(vector, place, p, dtype)


def _multiply_ahead(code: MatmulCode) -> Callable[..., Any]:
    """Steps that ask for the cache lines of later ones; no such address is wrong."""
    distance = product(code.b, cost.STEPS_AHEAD, code.x_depth)
    read, near, data = (ir.Constant(I32, n) for n in (0, 3, 1))

    def multiply(
        b: Builder,
        rows: Sequence[Row],
        panel: Value,
        sums: tuple[Value, ...],
        dtype: DTypeLike,
        mask: Any = None,
    ) -> list[Value]:
        for pointer in {id(row.pointer): row.pointer for row in rows}.values():
            place = b.address(pointer, distance, dtype)
            b.intrinsic("prefetch.p0", [place, read, near, data], VOID)
        return multiply_numbers(b, rows, panel, sums, dtype, mask)

    return multiply


def _finish(
    code: MatmulCode, unit: Unit, row: Value, height: Value, place: Value
) -> None:
    """Hands the finished rows to the epilogue."""
    values = (unit.batch, unit.first_row, unit.column, unit.width, row, height, place)
    outline(code.b, (code.frame.args, *values), partial(_write_epilogue, code))


def _write_epilogue(
    code: MatmulCode,
    b: Builder,
    args: Value,
    batch: Value,
    first_row: Value,
    column: Value,
    width: Value,
    row: Value,
    height: Value,
    place: Value,
) -> None:
    """Hands rows to the epilogue, vector by vector."""
    bound = code.begin_epilogue(b, args)
    lanes = code.plan.lanes
    whole, rest = divide(b, width, lanes)
    first = total(b, first_row, row)

    def one(r: Value) -> None:
        sums = b.address(place, b.mul(r, b.int(code.plan.shape.columns)), code.dtype)

        def vector(v: Value, mask: Value | None = None) -> None:
            behind = product(b, v, lanes)
            value = b.read(sums, behind, code.dtype, lanes)
            place_in_row = total(b, column, behind)
            bound.emit(b, batch, b.add(first, r), place_in_row, value, mask)

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
