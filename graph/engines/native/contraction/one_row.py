"""A row times a matrix: the matrix is read once, row after row, as it stands.

The sums of all columns stay in near memory; a few rows of the matrix are added to them
at a time. That follows the memory in order, which matters more than registers here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from graph.engines.native.contraction.matmul_code import Block, MatmulCode, Unit
from graph.engines.native.contraction.tile import zeros
from graph.engines.native.integers import difference, divide, is_plain, product
from graph.engines.native.memory_types import I32

if TYPE_CHECKING:
    from graph.engines.native.hints import Value


#: rows of the matrix that are added at a time
ROWS_AT_ONCE = 4


def multiply_one_row(
    code: MatmulCode, unit: Unit, block: Block, x: Value, place: Value
) -> None:
    """place[column] += the sum of x * y over the depth of a block."""
    b, lanes, dtype = code.b, code.plan.lanes, code.dtype
    whole, rest = divide(b, unit.width, lanes)

    def each_vector(work: Callable[..., Any]) -> None:
        b.loop(0, product(b, whole, lanes), lanes, work)
        if is_plain(rest) and rest == 0:
            return
        with b.if_then(b.icmp_signed(">", b.int(rest), b.int(0))):
            mask = b.mask(b.trunc(b.int(rest), I32), lanes)
            work(b.int(product(b, whole, lanes)), mask)

    def clear() -> None:
        (zero,) = zeros(1, 1, lanes, dtype)
        each_vector(lambda column, mask=None: b.write(zero, place, column, dtype))

    if block.is_first is True:
        clear()
    else:
        with b.if_then(block.is_first):
            clear()

    def add(first: Value, count: int) -> None:
        numbers = [b.add(first, b.int(n)) for n in range(count)]
        factors = [
            b.splat(b.read(x, product(b, n, code.x_depth), dtype), lanes)
            for n in numbers
        ]
        rows = [
            b.address(block.panel, product(b, n, block.panel_step), dtype)
            for n in numbers
        ]

        def vector(column: Value, mask: Value | None = None) -> None:
            total = b.read(place, column, dtype, lanes)
            for factor, row in zip(factors, rows):
                values = b.read(row, column, dtype, lanes, mask)
                total = b.fma(factor, values, total)
            b.write(total, place, column, dtype)

        each_vector(vector)

    groups, _ = divide(b, block.depth, ROWS_AT_ONCE)
    done = product(b, groups, ROWS_AT_ONCE)
    b.loop(0, done, ROWS_AT_ONCE, lambda k: add(k, ROWS_AT_ONCE))
    left = difference(b, block.depth, done)
    if not (is_plain(left) and left == 0):
        b.loop(done, block.depth, 1, lambda k: add(k, 1))
