"""Rows of an array, read at places that indices name."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from graph.engines.native.builder import Builder
from graph.engines.native.copying import copy_run, integers_of
from graph.engines.native.indexing.places import Places, size_of
from graph.engines.native.kernel import Frame, Int, known
from graph.engines.native.lowering import Call, Failure, Read, Write, lowers
from graph.engines.native.walking import parts_of_bytes, product, walk
from graph.ops.indexing.gather import Take
from graph.ops.indexing.places import GatherNd

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.kernel import Numbers
    from graph.engines.native.views import View
    from graph.ir.dims import Size
    from graph.ir.node import Node


class GatherKernel(NamedTuple):
    """y[o, p] = x[o, place p], rows of ``inner`` elements.

    Buffers: x [outer, *places.sizes, inner], indices, y [outer, count, inner], failure.
    """

    itemsize: int
    places: Places
    outer: Int
    count: Int
    inner: Int

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        sizes = (self.outer, self.count, self.inner)
        total = prod(known(size, numbers) for size in sizes)
        return parts_of_bytes(2 * self.itemsize * total)

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        x, indices, y, failure = map(frame.pointer, range(4))
        places = self.places.begin(b, frame, indices, failure)
        dtype = integers_of(self.itemsize)
        outer, rows, inner = map(frame.int, (self.outer, self.count, self.inner))
        block = product(b, [*places.sizes, inner])
        target_block = product(b, [rows, inner])
        low, high = b.share(product(b, [outer, rows]), index, count)

        def row(indices: tuple[Value, ...], offsets: tuple[Value, ...]) -> None:
            source, target = offsets

            def copy(place: Value) -> None:
                start = b.plus(source, b.times(place, inner))
                pair = b.address(x, start, dtype), b.address(y, target, dtype)
                copy_run(b, *pair, inner, dtype)

            places.visit(indices[1], copy)

        walk(b, [outer, rows], [[block, 0], [target_block, inner]], low, high, row)


def gather_call(
    x: View, indices: View, axes: range, count: Size, numbers: Numbers
) -> Call | None:
    """The call that reads x where indices name places along neighbouring axes."""
    sizes = x.shape[axes.start : axes.stop]
    itemsize, inner = x.dtype.itemsize, size_of(x.shape[axes.stop :])
    if itemsize > 8:
        itemsize, inner = 8, inner * (itemsize // 8)
    places = Places(indices.dtype, tuple(map(numbers, sizes)))
    outer = size_of(x.shape[: axes.start])
    kernel = GatherKernel(itemsize, places, *map(numbers, (outer, count, inner)))
    return Call(kernel, [Read(x), Read(indices), Write(0), Failure()], numbers)


@lowers(Take, contiguous=True)
def lower_take(node: Node, views: Sequence[View], numbers: Numbers) -> list[Call]:
    x, indices = views
    axis = node.op.axis
    count = size_of(indices.shape)
    return [gather_call(x, indices, range(axis, axis + 1), count, numbers)]


@lowers(GatherNd, contiguous=True)
def lower_gather_nd(node: Node, views: Sequence[View], numbers: Numbers) -> list[Call]:
    x, indices = views
    count = size_of(indices.shape[:-1])
    return [gather_call(x, indices, range(indices.shape[-1]), count, numbers)]
