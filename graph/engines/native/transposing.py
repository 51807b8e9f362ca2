"""Copies that exchange the adjacent axis for another one, tile by tile."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.engines.native.builder import Builder
from graph.engines.native.kernel import Frame, Int, known
from graph.engines.native.walking import parts_of_bytes, product, walk

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.ir.dims import Size


#: bytes of a line of the cache: rows of the target that are written together
_LINE = 64
#: elements of the target's rows that are written together
_CHUNK = 256


class TransposeKernel(NamedTuple):
    """target[..., j] = source[..., j], where an axis before the last is adjacent.

    Buffers: source, target. The last axis is adjacent in the target.
    """

    itemsize: int
    sizes: tuple[Int, ...]
    source_strides: tuple[Int, ...]
    target_strides: tuple[Int, ...]
    target_offset: Int = 0

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        total = prod(known(size, numbers) for size in self.sizes)
        return parts_of_bytes(4 * self.itemsize * total)

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        self.emit_between(b, frame, frame.pointer(0), frame.pointer(1), index, count)

    def emit_between(
        self,
        b: Builder,
        frame: Frame,
        source: Value,
        target: Value,
        index: Value,
        count: Value,
    ) -> None:
        """Copies a part, given both pointers."""
        dtype = np.dtype(f"uint{8 * self.itemsize}")
        target = b.address(target, frame.int(self.target_offset), dtype)
        sizes, froms, intos = (
            list(map(frame.int, numbers))
            for numbers in (self.sizes, self.source_strides, self.target_strides)
        )
        axis = self.source_strides.index(1)
        rows, into = sizes.pop(axis), intos.pop(axis)
        froms.pop(axis)
        columns, step = sizes.pop(), froms.pop()
        intos.pop()
        strips = _pieces(b, rows, _LINE // self.itemsize)
        chunks = _pieces(b, columns, _CHUNK)
        grid = [*sizes, strips, chunks]
        low, high = b.share(product(b, grid), index, count)

        def body(indices: tuple[Value, ...], offsets: tuple[Value, ...]) -> None:
            row, end = b.share(rows, indices[-2], b.int(strips))
            column, last = b.share(columns, indices[-1], b.int(chunks))
            start = b.plus(offsets[0], b.plus(row, b.times(column, step)))
            goal = b.plus(offsets[1], b.plus(b.times(row, into), column))
            places = b.address(source, start, dtype), b.address(target, goal, dtype)
            extent = b.sub(end, row), b.sub(last, column)
            _transpose_part(b, *places, *extent, step, into, dtype)

        walk(b, grid, [[*froms, 0, 0], [*intos, 0, 0]], low, high, body)


def _pieces(b: Builder, size: Size, length: int) -> int:
    """Into how many pieces of at least this length a size is cut; at least one."""
    if isinstance(size, int):
        return max(1, size // length)
    return b.most(b.sdiv(size, b.int(length)), 1)


def _transpose_part(
    b: Builder,
    source: Value,
    target: Value,
    rows: Value | Size,
    columns: Value,
    step: int,
    into: Value,
    dtype: np.dtype,
) -> None:
    """target[i * into + j] = source[j * step + i]: tiles, of which the last overlap."""
    tile = min(8, b.target.vector_bytes // dtype.itemsize)
    fits = b.icmp_signed(">=", b.least(rows, columns), b.int(tile))
    with b.if_else(fits) as (then, otherwise):
        with then:
            last_row, last_column = (b.sub(n, b.int(tile)) for n in (rows, columns))

            def across(j: Value) -> None:
                j = b.least(j, last_column)

                def down(i: Value) -> None:
                    i = b.least(i, last_row)
                    start = b.address(source, b.plus(b.times(j, step), i), dtype)
                    goal = b.address(target, b.plus(b.times(i, into), j), dtype)
                    _transpose_tile(b, start, goal, step, into, tile, dtype)

                b.loop(0, rows, tile, down)

            b.loop(0, columns, tile, across)
        with otherwise:

            def row(i: Value) -> None:
                def element(j: Value) -> None:
                    value = b.read(source, b.plus(b.times(j, step), i), dtype)
                    b.write(value, target, b.plus(b.times(i, into), j), dtype)

                b.loop(0, columns, 1, element)

            b.loop(0, rows, 1, row)


def _transpose_tile(
    b: Builder,
    source: Value,
    target: Value,
    step: int,
    into: Value,
    tile: int,
    dtype: np.dtype,
) -> None:
    """A square in registers: each stage exchanges one bit of row and lane."""
    rows = [b.read(source, b.times(r, step), dtype, tile) for r in range(tile)]
    half = tile // 2
    while half:
        low = [lane + (tile - half if lane & half else 0) for lane in range(tile)]
        high = [lane + (tile if lane & half else half) for lane in range(tile)]
        for r in range(tile):
            if not r & half:
                pair = rows[r], rows[r + half]
                rows[r], rows[r + half] = b.shuffle(*pair, low), b.shuffle(*pair, high)
        half //= 2
    for r, row in enumerate(rows):
        b.write(row, target, b.times(r, into), dtype)
