"""Rows of an array, changed at places that indices name.

A part of the work owns some of the rows, or some of the columns, and goes through all
indices in order: places that are named several times need no atomic operations, and
the result does not depend on the number of parts.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.engines.native.builder import Builder
from graph.engines.native.copying import copy_call, integers_of
from graph.engines.native.indexing.places import Places, size_of
from graph.engines.native.joining import JOINS
from graph.engines.native.kernel import Frame, Int, known
from graph.engines.native.lowering import Call, Failure, Read, Scratch, Write, lowers
from graph.engines.native.memory_types import is_native_dtype
from graph.engines.native.walking import (
    MOST_PARTS,
    along,
    ceil_div,
    parts_of_bytes,
    product,
)
from graph.ops.indexing.gather import AddAt
from graph.ops.indexing.places import ScatterNd

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.kernel import Numbers
    from graph.engines.native.views import View
    from graph.ir.dims import Size
    from graph.ir.node import Node


#: bytes of a row that a part owns at least, where columns are shared out
_COLUMNS = 64


class ScatterKernel(NamedTuple):
    """y[o, place p] is joined with updates[o, p], rows of ``inner`` elements.

    Buffers: indices, updates [outer, count, inner], y [outer, *places.sizes, inner],
    failure.
    """

    dtype: np.dtype
    reduction: str
    places: Places
    outer: Int
    count: Int
    inner: Int

    @property
    def key(self) -> Hashable:
        return type(self), *self

    @property
    def shares(self) -> str:
        """What is shared out among the parts."""
        if self.outer != 1:
            return "outer"
        is_wide = isinstance(self.inner, int) and self._chunks(self.inner) >= 4
        return "columns" if is_wide else "rows"

    def _chunks(self, inner: Size) -> int:
        return -(-inner * self.dtype.itemsize // _COLUMNS)

    def parts(self, numbers: Sequence[int]) -> Size:
        outer, count, inner = (known(n, numbers) for n in self[3:])
        rows = prod(known(size, numbers) for size in self.places.sizes)
        limits = {"outer": outer, "columns": self._chunks(inner), "rows": rows}
        limit = min(MOST_PARTS, max(1, limits[self.shares]))
        return min(
            limit, parts_of_bytes(3 * self.dtype.itemsize * outer * count * inner)
        )

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        indices, updates, y, failure = map(frame.pointer, range(4))
        places = self.places.begin(b, frame, indices, failure)
        outer, rows, inner = map(frame.int, self[3:])
        block = product(b, places.sizes)
        owned = self._owned(b, outer, block, inner, index, count)
        (first, last), (top, bottom), (left, right) = owned
        lanes = b.target.vector_bytes // self.dtype.itemsize
        width = b.sub(b.int(right), b.int(left))

        def change(o: Value, p: Value) -> None:
            def row(place: Value) -> None:
                target = b.plus(b.times(o, block), place)
                target = b.plus(b.times(target, inner), left)
                source = b.plus(b.times(b.plus(b.times(o, rows), p), inner), left)
                pair = [
                    b.address(y, target, self.dtype),
                    b.address(updates, source, self.dtype),
                ]
                along(b, width, lanes, lambda i, n: self._join(b, *pair, i, n))

            def own_row(place: Value) -> None:
                inside = b.icmp_unsigned("<", b.sub(place, top), b.sub(bottom, top))
                with b.if_then(inside):
                    row(place)

            places.visit(p, own_row if self.shares == "rows" else row)

        def each(o: Value) -> None:
            b.loop(0, rows, 1, lambda p: change(o, p))

        b.loop(first, last, 1, each)

    def _owned(
        self,
        b: Builder,
        outer: Value,
        block: Value,
        inner: Value,
        index: Value,
        count: Value,
    ) -> tuple[tuple[Value, ...], tuple[Value, ...], tuple[int, Value]]:
        """The ranges of outer places, rows and columns that a part changes."""
        outers, rows, columns = (0, outer), (0, block), (0, inner)
        if self.shares == "outer":
            outers = b.share(outer, index, count)
        elif self.shares == "rows":
            rows = b.share(block, index, count)
        else:
            step = _COLUMNS // self.dtype.itemsize
            low, high = b.share(ceil_div(b, inner, step), index, count)
            columns = b.times(low, step), b.least(b.times(high, step), inner)
        return outers, rows, columns

    def _join(
        self, b: Builder, target: Value, source: Value, place: Value, width: int
    ) -> None:
        lanes = None if width == 1 else width
        value = b.read(source, place, self.dtype, lanes)
        if self.reduction != "set":
            here = b.read(target, place, self.dtype, lanes)
            value = JOINS[self.reduction](b, here, value, self.dtype)
        b.write(value, target, place, self.dtype)


class AddScalarsKernel(NamedTuple):
    """y[place p] += updates[p], added up in float64 before that.

    Buffers: indices, updates, y, sums (float64, one for each element of y), failure.
    """

    dtype: np.dtype
    places: Places
    count: Int

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        (size,) = self.places.sizes
        nbytes = 2 * self.dtype.itemsize * known(size, numbers)
        return min(parts_of_bytes(nbytes), MOST_PARTS)

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        indices, updates, y, sums, failure = map(frame.pointer, range(5))
        places = self.places.begin(b, frame, indices, failure)
        low, high = b.share(places.sizes[0], index, count)
        zero = b.number(0, "float64")
        b.loop(low, high, 1, lambda i: b.write(zero, sums, i, "float64"))

        def add(p: Value) -> None:
            def own(place: Value) -> None:
                inside = b.icmp_unsigned("<", b.sub(place, low), b.sub(high, low))
                with b.if_then(inside):
                    value = b.read(updates, p, self.dtype)
                    if self.dtype.itemsize < 8:
                        value = b.fpext(value, zero.type)
                    total = b.fadd(b.read(sums, place, "float64"), value)
                    b.write(total, sums, place, "float64")

            places.visit(p, own)

        b.loop(0, frame.int(self.count), 1, add)

        def finish(i: Value) -> None:
            total, old = b.read(sums, i, "float64"), b.read(y, i, self.dtype)
            if self.dtype.itemsize < 8:
                total = b.fptrunc(total, old.type)
            b.write(b.fadd(old, total), y, i, self.dtype)

        b.loop(low, high, 1, finish)


@lowers(AddAt, contiguous=(1, 2))
def lower_add_at(
    node: Node, views: Sequence[View], numbers: Numbers
) -> list[Call] | None:
    x, indices, updates = views
    axis = node.op.axis
    wanted = (*x.shape[:axis], *indices.shape, *x.shape[axis + 1 :])
    if updates.shape != wanted or not is_native_dtype(x.dtype) or x.dtype.kind == "b":
        return None
    copy = copy_call(x, Write(0), numbers)
    places = Places(indices.dtype, (numbers(x.shape[axis]),))
    count = numbers(indices.shape[0])
    if len(x.shape) == 1 and x.dtype.kind == "f":
        kernel = AddScalarsKernel(x.dtype, places, count)
        extra = [Scratch(8 * x.shape[0])]
    else:
        outer, inner = size_of(x.shape[:axis]), size_of(x.shape[axis + 1 :])
        sizes = numbers(outer), count, numbers(inner)
        kernel, extra = ScatterKernel(x.dtype, "add", places, *sizes), []
    buffers = [Read(indices), Read(updates), Write(0), *extra, Failure()]
    return [copy, Call(kernel, buffers, numbers)]


@lowers(ScatterNd, contiguous=(1, 2))
def lower_scatter_nd(
    node: Node, views: Sequence[View], numbers: Numbers
) -> list[Call] | None:
    x, indices, updates = views
    reduction, dtype, depth = node.op.reduction, x.dtype, indices.shape[-1]
    inner = size_of(x.shape[depth:])
    if updates.shape != indices.shape[:-1] + x.shape[depth:]:
        return None
    if reduction == "set":
        inner, dtype = (
            inner * max(1, dtype.itemsize // 8),
            integers_of(min(dtype.itemsize, 8)),
        )
    elif not is_native_dtype(dtype) or dtype.kind == "b":
        return None
    places = Places(indices.dtype, tuple(map(numbers, x.shape[:depth])))
    count = numbers(size_of(indices.shape[:-1]))
    kernel = ScatterKernel(dtype, reduction, places, 1, count, numbers(inner))
    buffers = [Read(indices), Read(updates), Write(0), Failure()]
    return [copy_call(x, Write(0), numbers), Call(kernel, buffers, numbers)]
