"""Adding at one offset of each window: the gradient of the largest element."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.engines.native.builder import Builder
from graph.engines.native.copying import integers_of
from graph.engines.native.joining import add
from graph.engines.native.kernel import Frame
from graph.engines.native.lowering import Call, Read, Write, lowers
from graph.engines.native.memory_types import is_native_dtype
from graph.engines.native.walking import along
from graph.engines.native.windows.choosing import counts_offsets
from graph.engines.native.windows.grid import (
    WindowGrid,
    grid_of,
    lanes_of,
    spread_offset,
)
from graph.engines.native.windows.reducing import as_numbers
from graph.ops.window.window_pick import WindowScatter

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.kernel import Numbers
    from graph.engines.native.views import View
    from graph.engines.native.windows.grid import Window
    from graph.ir.node import Node


class WindowScatterKernel(NamedTuple):
    """x = the sum of those y[o] whose window has x at offset index[o].

    The grid is the transposed one: its outputs are x. Buffers: y, index, x.
    """

    grid: WindowGrid
    dtype: np.dtype
    index_dtype: np.dtype

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        return self.grid.parts(self.dtype.itemsize, numbers)

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        y, where, x = map(frame.pointer, range(3))
        dtype, channels = as_numbers(self.dtype), frame.int(self.grid.channels)
        last = prod(axis.window for axis in self.grid.axes) - 1

        def gather(window: Window) -> None:
            def piece(channel: Value, width: int) -> None:
                lanes = None if width == 1 else width
                zero = b.number(0, dtype, lanes)

                def element(
                    place: Value, offset: Value, total: Value
                ) -> tuple[Value, ...]:
                    place = b.plus(place, channel)
                    offset = b.sub(b.int(last), b.int(offset))
                    offset = spread_offset(b, offset, self.index_dtype, lanes)
                    wanted = b.read(where, place, self.index_dtype, lanes)
                    value = b.read(y, place, dtype, lanes)
                    is_it = b.icmp_signed("==", wanted, offset)
                    return (add(b, total, b.select(is_it, value, zero), dtype),)

                (total,) = window.fold(element, [zero])
                b.write(total, x, b.plus(window.output, channel), dtype)

            along(b, channels, lanes_of(b, dtype) * 2, piece)

        self.grid.walk(b, frame, index, count, gather)


class TiledScatterKernel(NamedTuple):
    """The same where each x is in one window exactly. Buffers: y, index, x."""

    grid: WindowGrid
    itemsize: int
    index_dtype: np.dtype

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        return self.grid.parts(self.itemsize, numbers)

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        y, where, x = map(frame.pointer, range(3))
        dtype, channels = integers_of(self.itemsize), frame.int(self.grid.channels)

        def spread(window: Window) -> None:
            def piece(channel: Value, width: int) -> None:
                lanes = None if width == 1 else width
                source = b.plus(window.output, channel)
                wanted = b.read(where, source, self.index_dtype, lanes)
                value = b.read(y, source, dtype, lanes)
                zero = b.number(0, dtype, lanes)

                def element(place: Value, offset: int) -> None:
                    offset = spread_offset(b, offset, self.index_dtype, lanes)
                    is_it = b.icmp_signed("==", wanted, offset)
                    chosen = b.select(is_it, value, zero)
                    b.write(chosen, x, b.plus(place, channel), dtype)

                window.fold(element)

            along(b, channels, lanes_of(b, dtype) * 2, piece)

        self.grid.walk(b, frame, index, count, spread)


@lowers(WindowScatter, contiguous=True)
def lower_window_scatter(
    node: Node, views: Sequence[View], numbers: Numbers
) -> list[Call] | None:
    y, index = views
    counts = (y.shape[0], *node.op.counts(node.specs[0]), y.shape[-1])
    fits = index.shape == y.shape == counts
    if not fits or not counts_offsets(index.dtype, node.op):
        return None
    shapes = node.specs[0].shape, y.shape
    grid = grid_of(node.op, *shapes, numbers)
    if all(axis.is_tiled for axis in grid.axes):
        kernel = TiledScatterKernel(grid, y.dtype.itemsize, index.dtype)
    elif is_native_dtype(y.dtype):
        grid = grid_of(node.op, *shapes, numbers, transposed=True)
        kernel = WindowScatterKernel(grid, y.dtype, index.dtype)
    else:
        return None
    return [Call(kernel, [*map(Read, views), Write(0)], numbers)]
