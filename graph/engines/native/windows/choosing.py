"""Where the largest element of a window stands; reading and adding there."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import prod
from typing import NamedTuple

import numpy as np

from graph.engines.native.builder import Builder, is_native_dtype
from graph.engines.native.copying import integers_of
from graph.engines.native.joining import add, is_ordered
from graph.engines.native.kernel import Frame
from graph.engines.native.lowering import Call, Read, Write, lowers
from graph.engines.native.walking import along
from graph.engines.native.windows.grid import WindowGrid, grid_of
from graph.engines.native.windows.reducing import VECTORS, as_numbers, lanes_of
from graph.ops.window.window_max import WindowArgmax
from graph.ops.window.window_pick import WindowPick, WindowScatter


class WindowArgmaxKernel(NamedTuple):
    """index[o] = the first offset where x is not below y[o]. Buffers: x, y, index."""

    grid: WindowGrid
    dtype: np.dtype

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        return self.grid.parts(self.dtype.itemsize, numbers)

    def emit(self, b: Builder, frame: Frame, index, count) -> None:
        x, y, out = map(frame.pointer, range(3))
        dtype = as_numbers(self.dtype)
        channels = frame.int(self.grid.channels)
        none = prod(axis.window for axis in self.grid.axes)

        def search(window):
            def piece(channel, width):
                lanes = None if width == 1 else width
                target = b.plus(window.output, channel)
                best = b.read(y, target, dtype, lanes)
                missing = b.number(none, "int32", lanes)

                def element(place, offset, found):
                    value = b.read(x, b.plus(place, channel), dtype, lanes)
                    is_less = is_ordered(b, "<", value, best, dtype)
                    is_open = b.icmp_signed("==", found, missing)
                    is_new = b.and_(is_open, b.not_(is_less))
                    offset = _spread(b, offset, "int32", lanes)
                    return (b.select(is_new, offset, found),)

                (found,) = window.fold(element, [missing])
                b.write(found, out, target, "int32")

            along(b, channels, lanes_of(b, dtype) * VECTORS, piece)

        self.grid.walk(b, frame, index, count, search)


def _spread(b, offset, dtype, lanes):
    """An offset in every lane, as an integer of the dtype."""
    if isinstance(offset, int):
        return b.number(offset, dtype, lanes)
    bits = 8 * np.dtype(dtype).itemsize
    offset = b.trunc(offset, b.int(0, bits).type) if bits < 64 else offset
    return offset if lanes is None else b.splat(offset, lanes)


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

    def emit(self, b: Builder, frame: Frame, index, count) -> None:
        x, where, y = map(frame.pointer, range(3))
        dtype, channels = integers_of(self.itemsize), frame.int(self.grid.channels)

        def pick(window):
            def piece(channel, width):
                lanes = None if width == 1 else width
                target = b.plus(window.output, channel)
                wanted = b.read(where, target, self.index_dtype, lanes)

                def element(place, offset, picked):
                    value = b.read(x, b.plus(place, channel), dtype, lanes)
                    offset = _spread(b, offset, self.index_dtype, lanes)
                    is_it = b.icmp_signed("==", wanted, offset)
                    return (b.select(is_it, value, picked),)

                (picked,) = window.fold(element, [b.number(0, dtype, lanes)])
                b.write(picked, y, target, dtype)

            along(b, channels, lanes_of(b, dtype) * 2, piece)

        self.grid.walk(b, frame, index, count, pick)


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

    def emit(self, b: Builder, frame: Frame, index, count) -> None:
        y, where, x = map(frame.pointer, range(3))
        dtype, channels = as_numbers(self.dtype), frame.int(self.grid.channels)
        last = prod(axis.window for axis in self.grid.axes) - 1

        def gather(window):
            def piece(channel, width):
                lanes = None if width == 1 else width
                zero = b.number(0, dtype, lanes)

                def element(place, offset, total):
                    place = b.plus(place, channel)
                    offset = b.sub(b.int(last), b.int(offset))
                    offset = _spread(b, offset, self.index_dtype, lanes)
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

    def emit(self, b: Builder, frame: Frame, index, count) -> None:
        y, where, x = map(frame.pointer, range(3))
        dtype, channels = integers_of(self.itemsize), frame.int(self.grid.channels)

        def spread(window):
            def piece(channel, width):
                lanes = None if width == 1 else width
                source = b.plus(window.output, channel)
                wanted = b.read(where, source, self.index_dtype, lanes)
                value = b.read(y, source, dtype, lanes)
                zero = b.number(0, dtype, lanes)

                def element(place, offset):
                    offset = _spread(b, offset, self.index_dtype, lanes)
                    is_it = b.icmp_signed("==", wanted, offset)
                    chosen = b.select(is_it, value, zero)
                    b.write(chosen, x, b.plus(place, channel), dtype)

                window.fold(element)

            along(b, channels, lanes_of(b, dtype) * 2, piece)

        self.grid.walk(b, frame, index, count, spread)


@lowers(WindowArgmax, contiguous=True)
def lower_window_argmax(node, views, numbers):
    x, y = views
    if not is_native_dtype(x.dtype) or y.shape != node.specs[0].shape:
        return None
    grid = grid_of(node.op, x.shape, node.specs[0].shape, numbers)
    kernel = WindowArgmaxKernel(grid, x.dtype)
    return [Call(kernel, [*map(Read, views), Write(0)], numbers)]


@lowers(WindowPick, contiguous=True)
def lower_window_pick(node, views, numbers):
    x, index = views
    shape = node.specs[0].shape
    if not _counts_offsets(index.dtype, node.op) or index.shape != shape:
        return None
    grid = grid_of(node.op, x.shape, node.specs[0].shape, numbers)
    kernel = WindowPickKernel(grid, x.dtype.itemsize, index.dtype)
    return [Call(kernel, [*map(Read, views), Write(0)], numbers)]


@lowers(WindowScatter, contiguous=True)
def lower_window_scatter(node, views, numbers):
    y, index = views
    counts = (y.shape[0], *node.op.counts(node.specs[0]), y.shape[-1])
    fits = index.shape == y.shape == counts
    if not fits or not _counts_offsets(index.dtype, node.op):
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


def _counts_offsets(dtype: np.dtype, op) -> bool:
    """Whether the offsets in a window are numbers of this dtype."""
    return prod(op.window) <= np.iinfo(dtype).max
