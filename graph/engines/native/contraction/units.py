"""The work of a kernel of matrix products, cut into units: some rows times a panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.engines.native.contraction import cost
from graph.engines.native.contraction.matmul_code import Block, MatmulCode, Unit
from graph.engines.native.contraction.panels import choose_panel
from graph.engines.native.contraction.row_tiles import multiply_rows
from graph.engines.native.integers import (
    Integer,
    difference,
    divide,
    is_equal,
    is_plain,
    larger,
    product,
    quotient,
    quotient_up,
    smaller,
    total,
)

if TYPE_CHECKING:
    from graph.engines.native.hints import Value


def emit_units(code: MatmulCode, index: Value, count: Value) -> None:
    """Works on the units of part ``index`` of ``count``."""
    b = code.b
    panels = quotient_up(b, code.columns, code.width)
    batch = product(b, *(axis.size for axis in code.batch))
    row_block = _row_block(code, product(b, panels, batch))
    blocks = quotient_up(b, code.rows, row_block)
    units = product(b, batch, blocks, panels)
    if is_plain(units) and units == 0:
        return

    def unit(number: Value) -> None:
        rest, panel = divide(b, number, panels)
        number, block = divide(b, rest, blocks)
        row = product(b, block, row_block)
        _emit_unit(code, number, row, product(b, panel, code.width), row_block)

    low, high = b.share(units, index, count)
    b.loop(low, high, 1, unit)


def _row_block(code: MatmulCode, others: Integer) -> Integer:
    """How many rows a unit has: few enough for the parts, and blocks about equal."""
    b, plan = code.b, code.plan
    height = plan.heights[0]
    work = product(b, others, code.rows, code.depth, code.width)
    wanted = smaller(b, quotient_up(b, work, cost.PART_WORK), cost.MOST_PARTS)
    wanted = quotient_up(b, wanted, larger(b, others, 1))
    most = quotient_up(b, code.rows, height * cost.LEAST_TILES_OF_BLOCK)
    wanted = smaller(b, wanted, most)
    wanted = larger(b, wanted, quotient_up(b, code.rows, plan.row_block))
    rows = quotient_up(b, code.rows, larger(b, wanted, 1))
    tiles = quotient_up(b, rows, height)
    return larger(b, product(b, tiles, height), 1)


def _emit_unit(
    code: MatmulCode, number: Value, row: Value, column: Value, row_block: Value
) -> None:
    b = code.b
    batch, outer_row = divide(b, number, code.outer_rows)
    x, y = _matrices(code, number)
    width = code.width
    if not _has_whole_panels(code):
        width = smaller(b, width, difference(b, code.columns, column))
    unit = Unit(
        x,
        b.address(y, product(b, column, code.y_column), code.dtype),
        batch,
        product(b, outer_row, code.rows),
        row,
        smaller(b, code.rows, total(b, row, row_block)),
        column,
        width,
        _depth(code, number),
    )
    if not code.is_blocked:
        _emit_block(code, unit, 0, unit.depth, True, True)
        return
    size = code.plan.depth_block
    count = larger(b, quotient_up(b, unit.depth, size), 1)

    def block(number: Value) -> None:
        begin = product(b, number, size)
        depth = smaller(b, size, difference(b, unit.depth, begin))
        is_last = is_equal(b, number, difference(b, count, 1))
        _emit_block(code, unit, begin, depth, is_equal(b, number, 0), is_last)

    b.loop(0, count, 1, block)


def _depth(code: MatmulCode, number: Value) -> Integer:
    """The depth of one number in the batch: that of its piece."""
    b = code.b
    if code.whole_depth is None:
        return code.depth
    others = product(b, *(axis.size for axis in code.batch[1:]))
    begin = product(b, quotient(b, number, others), code.depth)
    left = larger(b, difference(b, code.whole_depth, begin), 0)
    return smaller(b, code.depth, left)


def _matrices(code: MatmulCode, number: Value) -> tuple[Value, Value]:
    """Where the matrices of one number in the batch begin."""
    b, x, y = code.b, code.x, code.y
    for axis in reversed(code.batch):
        number, place = divide(b, number, axis.size)
        x = b.address(x, product(b, place, axis.x_stride), code.dtype)
        y = b.address(y, product(b, place, axis.y_stride), code.dtype)
    return x, y


def _has_whole_panels(code: MatmulCode) -> bool:
    widths = {code.width}
    if not is_plain(code.width):
        widths = {code.plan.shape.columns, code.plan.one_row_width}
    return is_plain(code.columns) and all(code.columns % w == 0 for w in widths)


def _emit_block(
    code: MatmulCode,
    unit: Unit,
    begin: Value,
    depth: Value,
    is_first: Value,
    is_last: Value,
) -> None:
    b = code.b
    x = b.address(unit.x, product(b, begin, code.x_depth), code.dtype)
    y = b.address(unit.y, product(b, begin, code.y_depth), code.dtype)
    panel, step = choose_panel(code, unit, y, depth)
    multiply_rows(code, unit, Block(x, panel, step, depth, is_first, is_last))
