"""A row times a matrix whose columns stand one by one: dot products along the depth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.contraction import cost
from graph.engines.native.contraction.matmul_kernel import BatchAxis
from graph.engines.native.contraction.packing import transposed
from graph.engines.native.contraction.tile import lanes_of, zeros
from graph.engines.native.epilogue import Epilogue
from graph.engines.native.integers import (
    difference,
    divide,
    is_plain,
    product,
    quotient_up,
    smaller,
    total,
)
from graph.engines.native.kernel import Frame, Int, known
from graph.engines.native.memory_types import I32

if TYPE_CHECKING:
    from graph.engines.native.hints import Value


@dataclass(frozen=True)
class DotProducts:
    """z[batch, 0, column] = the sum over a depth, adjacent in both, of x * y.

    Slots: x, y, then those of the epilogue. The last ``row_axes`` axes of the batch
    belong to the rows: an epilogue gets them as rows.
    """

    dtype: str
    batch: tuple[BatchAxis, ...]
    row_axes: int
    columns: Int
    depth: Int
    y_column: Int
    epilogue: Epilogue

    @property
    def key(self) -> DotProducts:
        return self

    def parts(self, numbers: Sequence[int]) -> int:
        batch = math.prod(known(axis.size, numbers) for axis in self.batch)
        columns, depth = (known(n, numbers) for n in (self.columns, self.depth))
        return cost.count_parts(batch, 1, columns, depth)

    def emit(self, b: Builder, frame: Frame, index: ir.Value, count: ir.Value) -> None:
        lanes = lanes_of(b.target, self.dtype)
        batch = [BatchAxis(*map(frame.int, axis)) for axis in self.batch]
        outer = product(b, *(a.size for a in batch[len(batch) - self.row_axes :]))
        columns, depth, step = map(frame.int, (self.columns, self.depth, self.y_column))
        bound = self.epilogue.begin(b, frame)
        x, y = frame.pointer(0), frame.pointer(1)
        groups = quotient_up(b, columns, lanes)

        def group(number: Value) -> None:
            number, place = divide(b, number, groups)
            matrix, row = divide(b, number, outer)
            first = product(b, place, lanes)
            left = difference(b, columns, first)
            places = [x, y]
            for axis in reversed(batch):
                number, along = divide(b, number, axis.size)
                strides = (axis.x_stride, axis.y_stride)
                offsets = [product(b, along, stride) for stride in strides]
                places = [b.address(*p, self.dtype) for p in zip(places, offsets)]
            last = difference(b, columns, 1)
            rows = [smaller(b, total(b, first, j), last) for j in range(lanes)]
            offsets = [product(b, row, step) for row in rows]
            rows = [b.address(places[1], offset, self.dtype) for offset in offsets]
            value = self._multiply(b, places[0], rows, depth)
            if is_plain(columns) and columns % lanes == 0:
                bound.emit(b, matrix, row, first, value)
            else:
                mask = b.mask(b.trunc(b.int(left), I32), lanes)
                bound.emit(b, matrix, row, first, value, mask)

        units = product(b, *(axis.size for axis in batch), groups)
        if not (is_plain(units) and units == 0):
            low, high = b.share(units, index, count)
            b.loop(low, high, 1, group)

    def _multiply(
        self, b: Builder, x: Value, rows: Sequence[Value], depth: Value
    ) -> ir.Value:
        """A vector with the dot product of x and each row in its lanes."""
        lanes, dtype = len(rows), self.dtype
        whole, rest = divide(b, depth, lanes)
        done = product(b, whole, lanes)

        def step(k: Value, *sums: Value, mask: Value | None = None) -> list[Value]:
            factor = b.read(x, k, dtype, lanes, mask)
            return [
                b.fma(factor, b.read(row, k, dtype, lanes, mask), one)
                for row, one in zip(rows, sums)
            ]

        sums = b.loop(0, done, lanes, step, zeros(lanes, 1, lanes, dtype))
        if not (is_plain(rest) and rest == 0):
            mask = b.mask(b.trunc(b.int(rest), I32), lanes)
            sums = step(b.int(done), *sums, mask=mask)
        columns = transposed(b, sums)
        while len(columns) > 1:
            half = len(columns) // 2
            columns = [b.fadd(*pair) for pair in zip(columns[:half], columns[half:])]
        return columns[0]
