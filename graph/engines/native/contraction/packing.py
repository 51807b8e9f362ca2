"""Panels: some columns of a matrix, copied so that a tile reads them in sequence.

A panel holds step after step of the depth, ``width`` numbers each. Columns behind the
last one hold anything: their results are never used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.contraction.tile import Row
from graph.engines.native.integers import (
    Integer,
    difference,
    is_plain,
    larger,
    product,
    quotient,
    quotient_up,
    smaller,
    total,
)
from graph.engines.native.memory_types import F32, I32

if TYPE_CHECKING:
    from graph.engines.native.hints import Value


class Panel(NamedTuple):
    """What is packed, and where to.

    Args:
        source: where the first number of the panel stands.
        step: the distance of rows or columns in the source.
        depth: how many steps of the depth.
        columns: how many columns are there; the others are not read.
        target: the packed panel.
        width: the distance of its steps: columns that it has place for.
        lanes, dtype: of its vectors.
    """

    source: ir.Value
    step: Integer
    depth: Integer
    columns: Integer
    target: ir.Value
    width: Integer
    lanes: int
    dtype: str


def pack_rows(b: Builder, panel: Panel, vectors: int) -> None:
    """Copies ``vectors`` whole vectors of adjacent columns a step."""

    def row(_: Value, source: Value, target: Value) -> tuple[Value, Value]:
        for v in range(vectors):
            vector = b.read(source, v * panel.lanes, panel.dtype, panel.lanes)
            b.write(vector, target, v * panel.lanes, panel.dtype)
        following = b.address(source, panel.step, panel.dtype)
        return following, b.address(target, panel.width, panel.dtype)

    b.loop(0, panel.depth, 1, row, [panel.source, panel.target])


def pack_some_rows(b: Builder, panel: Panel) -> None:
    """Copies any number of adjacent columns, one vector after the other."""
    lanes, dtype = panel.lanes, panel.dtype

    def group(v: Value) -> None:
        first = b.mul(v, b.int(lanes))
        behind = difference(b, total(b, first, lanes), panel.columns)
        mask = b.mask(b.trunc(difference(b, lanes, larger(b, behind, 0)), I32), lanes)

        def row(
            _: Value, source: Value, target: Value, mask: Value | None = None
        ) -> tuple[Value, Value]:
            vector = b.read(source, 0, dtype, lanes, mask)
            b.write(vector, target, 0, dtype)
            following = b.address(source, panel.step, dtype)
            return following, b.address(target, panel.width, dtype)

        places = [b.address(p, first, dtype) for p in (panel.source, panel.target)]
        unmasked = _rows_before_end(b, panel, behind)
        places = b.loop(0, unmasked, 1, row, places)
        b.loop(unmasked, panel.depth, 1, lambda *args: row(*args, mask), places)

    b.loop(0, quotient_up(b, panel.columns, lanes), 1, group)


def _rows_before_end(b: Builder, panel: Panel, behind: Value) -> Integer:
    """Of how many rows ``behind`` numbers more may be read: they stand before the end
    of the last row."""
    if not is_plain(panel.step) or panel.step < 1:
        return 0
    last = quotient_up(b, larger(b, behind, 0), panel.step)
    return larger(b, difference(b, panel.depth, last), 0)


def pack_columns(b: Builder, panel: Panel, *, is_whole: bool) -> None:
    """Copies a panel from columns whose rows are adjacent, through transposed blocks.

    ``step`` is the distance of columns; the panel is written up to the next multiple
    of a vector of rows.
    """
    lanes, dtype = panel.lanes, panel.dtype
    done = product(b, quotient(b, panel.depth, lanes), lanes)
    rest = difference(b, panel.depth, done)

    def group(v: Value) -> None:
        first = b.mul(v, b.int(lanes))
        begins = _columns(b, panel, first, is_whole)
        place = b.address(panel.target, first, dtype)

        def block(k: Value, mask: Value | None = None) -> None:
            rows = [
                b.read(row.pointer, b.plus(k, row.offset), dtype, lanes, mask)
                for row in begins
            ]
            target = b.address(place, b.times(k, panel.width), dtype)
            for i, vector in enumerate(transposed(b, rows)):
                b.write(vector, target, product(b, i, panel.width), dtype)

        b.loop(0, done, lanes, block)
        if is_plain(rest) and rest == 0:
            return
        with b.if_then(b.icmp_signed(">", b.int(rest), b.int(0))):
            mask = b.mask(b.trunc(b.int(rest), I32), lanes)
            block(b.int(done), mask)

    b.loop(0, quotient_up(b, panel.columns, lanes), 1, group)


def _columns(b: Builder, panel: Panel, first: Value, is_whole: bool) -> list[Row]:
    """Where ``lanes`` columns begin; those that are not there repeat the last one."""
    if is_whole and is_plain(panel.step):
        begin = b.address(panel.source, product(b, first, panel.step), panel.dtype)
        return [Row(begin, j * panel.step) for j in range(panel.lanes)]
    last = difference(b, panel.columns, 1)
    rows = []
    for j in range(panel.lanes):
        number = smaller(b, total(b, first, j), last)
        offset = product(b, number, panel.step)
        rows.append(Row(b.address(panel.source, offset, panel.dtype)))
    return rows


def transposed(b: Builder, rows: Sequence[ir.Value]) -> list[ir.Value]:
    """The columns of a square block of vectors.

    Blocks of 128 bits are transposed by the interleaving instructions of x86; then
    whole blocks change places.
    """
    rows, lanes = list(rows), len(rows)
    step = 1
    if rows[0].type.element == F32:
        for i in range(0, lanes, 4):
            rows[i : i + 4] = _transposed_fours(b, *rows[i : i + 4])
        step = 4
    while step < lanes:
        for i in range(lanes):
            if not i & step:
                x, y = rows[i], rows[i + step]
                low = [n if not n & step else lanes + n - step for n in range(lanes)]
                high = [n + step if not n & step else lanes + n for n in range(lanes)]
                rows[i], rows[i + step] = b.shuffle(x, y, low), b.shuffle(x, y, high)
        step *= 2
    return rows


def _transposed_fours(b: Builder, *rows: ir.Value) -> list[ir.Value]:
    """Four vectors, transposed in every block of four lanes."""
    lanes = rows[0].type.count

    def join(x: Value, y: Value, order: tuple[int, ...]) -> Value:
        """Lanes of x (0 to 3) and y (4 to 7), block by block."""
        picks = [
            block + (n if n < 4 else lanes + n - 4)
            for block in range(0, lanes, 4)
            for n in order
        ]
        return b.shuffle(x, y, picks)

    low, high = (0, 4, 1, 5), (2, 6, 3, 7)
    pairs = [(join(*rows[:2], o), join(*rows[2:], o)) for o in (low, high)]
    return [join(x, y, o) for x, y in pairs for o in ((0, 1, 4, 5), (2, 3, 6, 7))]
