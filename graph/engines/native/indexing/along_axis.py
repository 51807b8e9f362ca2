"""One index for each position: reading and adding along an axis."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graph.engines.native.builder import Builder
from graph.engines.native.copying import copy_call, integers_of
from graph.engines.native.indexing.places import Places, size_of
from graph.engines.native.joining import add
from graph.engines.native.kernel import Frame, Int, known
from graph.engines.native.lowering import Call, Failure, Read, Write, lowers
from graph.engines.native.memory_types import is_native_dtype
from graph.engines.native.walking import parts_of_bytes
from graph.ops.indexing.gather import AddAlongAxis, TakeAlongAxis

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.kernel import Late, Numbers
    from graph.engines.native.views import View
    from graph.ir.dims import Size
    from graph.ir.node import Node


class TakeAlongKernel(NamedTuple):
    """y[o, p, i] = x[o, indices[o, p, i], i]. Buffers: x, indices, y, failure."""

    itemsize: int
    places: Places | Late | int
    outer: Int
    count: Int
    inner: Int

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> Size:
        total = prod(known(n, numbers) for n in self[2:])
        outer = known(self.outer, numbers)
        return min(max(1, outer), parts_of_bytes(4 * self.itemsize * total))

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        x, indices, y, failure = map(frame.pointer, range(4))
        places = self.places.begin(b, frame, indices, failure)
        outer, rows, inner = map(frame.int, self[2:])
        size, dtype = places.sizes[0], integers_of(self.itemsize)

        def element(o: Value, p: Value, i: Value) -> None:
            target = b.plus(b.times(b.plus(b.times(o, rows), p), inner), i)

            def pick(place: Value) -> None:
                source = b.plus(b.times(o, size), place)
                source = b.plus(b.times(source, inner), i)
                b.write(b.read(x, source, dtype), y, target, dtype)

            places.visit(target, pick)

        low, high = b.share(outer, index, count)
        visit_all(b, (low, high), (0, rows), (0, inner), element)


class AddAlongKernel(NamedTuple):
    """y[o, indices[o, p, i], i] += updates[o, p, i].

    Buffers: indices, updates, y, failure.
    """

    dtype: np.dtype
    places: Places | Late | int
    outer: Int
    count: Int
    inner: Int

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> Size:
        total = prod(known(n, numbers) for n in self[2:])
        outer = known(self.outer, numbers)
        return min(max(1, outer), parts_of_bytes(4 * self.dtype.itemsize * total))

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        indices, updates, y, failure = map(frame.pointer, range(4))
        places = self.places.begin(b, frame, indices, failure)
        outer, rows, inner = map(frame.int, self[2:])
        size, dtype = places.sizes[0], self.dtype

        def element(o: Value, p: Value, i: Value) -> None:
            source = b.plus(b.times(b.plus(b.times(o, rows), p), inner), i)

            def change(place: Value) -> None:
                target = b.plus(b.times(o, size), place)
                target = b.plus(b.times(target, inner), i)
                old, value = b.read(y, target, dtype), b.read(updates, source, dtype)
                b.write(add(b, old, value, dtype), y, target, dtype)

            places.visit(source, change)

        low, high = b.share(outer, index, count)
        visit_all(b, (low, high), (0, rows), (0, inner), element)


def visit_all(
    b: Builder,
    outers: tuple[Value, ...],
    rows: tuple[int, Value],
    columns: tuple[int, Value],
    body: Callable[..., Any],
) -> None:
    """Calls ``body(o, p, i)`` in row-major order; ranges of one plain place need no
    loop."""

    def each(bounds: tuple[Value, ...], then: Callable[..., Any]) -> None:
        if bounds == (0, 1):
            then(0)
        else:
            b.loop(*bounds, 1, then)

    def outer(o: Value) -> None:
        each(rows, lambda p: each(columns, lambda i: body(o, p, i)))

    each(outers, outer)


def _sizes(
    x: View, indices: View, axis: int, numbers: Numbers
) -> tuple[Places | Late | int, ...]:
    places = Places(indices.dtype, (numbers(x.shape[axis]),))
    outer, inner = size_of(x.shape[:axis]), size_of(x.shape[axis + 1 :])
    return places, *map(numbers, (outer, indices.shape[axis], inner))


@lowers(TakeAlongAxis, contiguous=True)
def lower_take_along_axis(
    node: Node, views: Sequence[View], numbers: Numbers
) -> list[Call] | None:
    x, indices = views
    if x.dtype.itemsize > 8:
        return None
    kernel = TakeAlongKernel(
        x.dtype.itemsize, *_sizes(x, indices, node.op.axis, numbers)
    )
    return [Call(kernel, [Read(x), Read(indices), Write(0), Failure()], numbers)]


@lowers(AddAlongAxis, contiguous=(1, 2))
def lower_add_along_axis(
    node: Node, views: Sequence[View], numbers: Numbers
) -> list[Call] | None:
    x, indices, updates = views
    axis = node.op.axis
    wanted = (*x.shape[:axis], indices.shape[axis], *x.shape[axis + 1 :])
    fits = indices.shape == updates.shape == wanted
    if not fits or not is_native_dtype(x.dtype) or x.dtype.kind == "b":
        return None
    kernel = AddAlongKernel(x.dtype, *_sizes(x, indices, axis, numbers))
    buffers = [Read(indices), Read(updates), Write(0), Failure()]
    return [copy_call(x, Write(0), numbers), Call(kernel, buffers, numbers)]
