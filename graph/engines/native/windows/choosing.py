"""Where the largest element of a window stands, and reading there."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.engines.native.builder import Builder
from graph.engines.native.copying import integers_of
from graph.engines.native.joining import is_ordered
from graph.engines.native.kernel import Frame
from graph.engines.native.lowering import Call, Read, Write, lowers
from graph.engines.native.memory_types import is_native_dtype
from graph.engines.native.walking import along
from graph.engines.native.windows.grid import (
    WindowGrid,
    grid_of,
    lanes_of,
    spread_offset,
)
from graph.engines.native.windows.reducing import VECTORS, as_numbers
from graph.ops.window.window_max import WindowArgmax
from graph.ops.window.window_pick import WindowPick

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.kernel import Numbers
    from graph.engines.native.views import View
    from graph.engines.native.windows.grid import Window
    from graph.ir.node import Node
    from graph.ops.window.base import WindowOp


class WindowArgmaxKernel(NamedTuple):
    """index[o] = the first offset where x is not below y[o]. Buffers: x, y, index."""

    grid: WindowGrid
    dtype: np.dtype

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        return self.grid.parts(self.dtype.itemsize, numbers)

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        x, y, out = map(frame.pointer, range(3))
        dtype = as_numbers(self.dtype)
        channels = frame.int(self.grid.channels)
        none = prod(axis.window for axis in self.grid.axes)

        def search(window: Window) -> None:
            def piece(channel: Value, width: int) -> None:
                lanes = None if width == 1 else width
                target = b.plus(window.output, channel)
                best = b.read(y, target, dtype, lanes)
                missing = b.number(none, "int32", lanes)

                def element(
                    place: Value, offset: Value, found: Value
                ) -> tuple[Value, ...]:
                    value = b.read(x, b.plus(place, channel), dtype, lanes)
                    is_less = is_ordered(b, "<", value, best, dtype)
                    is_open = b.icmp_signed("==", found, missing)
                    is_new = b.and_(is_open, b.not_(is_less))
                    offset = spread_offset(b, offset, "int32", lanes)
                    return (b.select(is_new, offset, found),)

                (found,) = window.fold(element, [missing])
                b.write(found, out, target, "int32")

            along(b, channels, lanes_of(b, dtype) * VECTORS, piece)

        self.grid.walk(b, frame, index, count, search)


class WindowPickKernel(NamedTuple):
    """y[o] = x at offset index[o] of the window at o, else 0. Buffers: x, index, y."""

    grid: WindowGrid
    itemsize: int
    index_dtype: np.dtype

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        return self.grid.parts(self.itemsize, numbers)

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        x, where, y = map(frame.pointer, range(3))
        dtype, channels = integers_of(self.itemsize), frame.int(self.grid.channels)

        def pick(window: Window) -> None:
            def piece(channel: Value, width: int) -> None:
                lanes = None if width == 1 else width
                target = b.plus(window.output, channel)
                wanted = b.read(where, target, self.index_dtype, lanes)

                def element(
                    place: Value, offset: int, picked: Value
                ) -> tuple[Value, ...]:
                    value = b.read(x, b.plus(place, channel), dtype, lanes)
                    offset = spread_offset(b, offset, self.index_dtype, lanes)
                    is_it = b.icmp_signed("==", wanted, offset)
                    return (b.select(is_it, value, picked),)

                (picked,) = window.fold(element, [b.number(0, dtype, lanes)])
                b.write(picked, y, target, dtype)

            along(b, channels, lanes_of(b, dtype) * 2, piece)

        self.grid.walk(b, frame, index, count, pick)


@lowers(WindowArgmax, contiguous=True)
def lower_window_argmax(
    node: Node, views: Sequence[View], numbers: Numbers
) -> list[Call] | None:
    x, y = views
    if not is_native_dtype(x.dtype) or y.shape != node.specs[0].shape:
        return None
    grid = grid_of(node.op, x.shape, node.specs[0].shape, numbers)
    kernel = WindowArgmaxKernel(grid, x.dtype)
    return [Call(kernel, [*map(Read, views), Write(0)], numbers)]


@lowers(WindowPick, contiguous=True)
def lower_window_pick(
    node: Node, views: Sequence[View], numbers: Numbers
) -> list[Call] | None:
    x, index = views
    shape = node.specs[0].shape
    if not counts_offsets(index.dtype, node.op) or index.shape != shape:
        return None
    grid = grid_of(node.op, x.shape, node.specs[0].shape, numbers)
    kernel = WindowPickKernel(grid, x.dtype.itemsize, index.dtype)
    return [Call(kernel, [*map(Read, views), Write(0)], numbers)]


def counts_offsets(dtype: np.dtype, op: WindowOp) -> bool:
    """Whether the offsets in a window are numbers of this dtype."""
    return prod(op.window) <= np.iinfo(dtype).max
