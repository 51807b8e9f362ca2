"""Convolutions as matrix products of windows laid out in rows, a block at a time.

A block is as many rows as stay in the cache, so the rows are never all in memory, and
enough of them to make up for packing the kernel anew and for starting threads.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from graph.ops.window.geometry import Axis, Block, blocks

#: bytes of rows that a block holds: measured, 1 MB is 20 % slower and 16 MB 40 %
BLOCK_BYTES = 1 << 22
#: up to so many channels, rows are laid out by column: longer runs are copied
FEW_CHANNELS = 3


def convolve_lowered(
    out: np.ndarray, x: np.ndarray, w: np.ndarray, axes: tuple[Axis, ...], groups: int
) -> None:
    """Writes the convolution of x with w to ``out``; no input dilation."""
    lowering = Lowering(x, axes, groups)
    matrices = kernel_matrices(w, groups).astype(lowering.dtype, copy=False)
    for block in lowering.blocks():
        rows, part = lowering.rows(block), out[block.region]
        if groups == 1 and part.flags.c_contiguous and part.dtype == rows.dtype:
            np.matmul(rows[0], matrices[0], out=part.reshape(rows.shape[1], -1))
            continue
        product = np.matmul(rows, matrices)
        split = product.reshape(groups, *block.shape, -1)
        part.reshape(*block.shape, groups, -1)[...] = np.moveaxis(split, 0, -2)


def correlate_lowered(
    out: np.ndarray, x: np.ndarray, dy: np.ndarray, axes: tuple[Axis, ...], groups: int
) -> None:
    """Writes the gradient in the kernel to ``out``; no input dilation."""
    lowering = Lowering(x, axes, groups)
    shape = groups, math.prod(out.shape[:-1]), out.shape[-1] // groups
    total = np.zeros(shape, lowering.dtype)
    product = np.empty_like(total)
    for block in lowering.blocks():
        rows = lowering.rows(block)
        part = dy[block.region].astype(lowering.dtype, copy=False)
        split = np.moveaxis(part.reshape(*block.shape, groups, -1), -2, 0)
        columns = split.reshape(groups, rows.shape[1], -1)
        total += np.matmul(rows.swapaxes(1, 2), columns, out=product)
    split = total.reshape(groups, *out.shape[:-1], -1)
    out.reshape(*out.shape[:-1], groups, -1)[...] = np.moveaxis(split, 0, -2)


def kernel_matrices(w: np.ndarray, groups: int) -> np.ndarray:
    """w [*K, C, groups * D] as [groups, K * C, D]."""
    rows = math.prod(w.shape[:-1])
    return w.reshape(rows, groups, -1).transpose(1, 0, 2)


class Lowering:
    """Lays the windows of x [N, *S, C] out in rows, in buffers that blocks share."""

    def __init__(self, x: np.ndarray, axes: tuple[Axis, ...], groups: int) -> None:
        self.x = x
        self.axes = axes
        self.groups = groups
        #: numpy has no quick product of half floats
        self.dtype = np.dtype(np.float32) if x.dtype == np.float16 else x.dtype
        self.window = tuple(axis.window for axis in axes)
        self.by_column = groups == 1 and x.shape[-1] <= FEW_CHANNELS
        self._rows = self._source = np.empty(0, self.dtype)
        self._inner: Any = None

    def blocks(self) -> Iterator[Block]:
        row = math.prod(self.window) * self.x.shape[-1] * self.dtype.itemsize
        return blocks(len(self.x), self.axes, row, BLOCK_BYTES)

    def rows(self, block: Block) -> np.ndarray:
        """The windows of a block: [groups, positions, window * channels of a group]."""
        windows = self._windows(block)
        count = math.prod(block.shape)
        if self.by_column:
            order = (*range(-1 - len(self.axes), 0), *range(len(block.shape)))
            windows = windows.transpose(order)
            self._rows = filled(self._rows, windows)
            return self._rows[: windows.size].reshape(1, -1, count).swapaxes(1, 2)
        split = windows.reshape(*windows.shape[:-1], self.groups, -1)
        grouped = np.moveaxis(split, -2, 0)
        self._rows = filled(self._rows, grouped)
        return self._rows[: windows.size].reshape(self.groups, count, -1)

    def _windows(self, block: Block) -> np.ndarray:
        """A view (images, *outputs, *window, channels) of what the block reads."""
        source = self._padded(block)
        batch, *steps, channel = source.strides
        along = [step * axis.stride for step, axis in zip(steps, block.axes)]
        within = [step * axis.dilation for step, axis in zip(steps, block.axes)]
        return as_strided(
            source,
            (*block.shape, *self.window, source.shape[-1]),
            (batch, *along, *within, channel),
            writeable=False,
        )

    def _padded(self, block: Block) -> np.ndarray:
        """The part of x that the block reads, with zeros where it is padding."""
        x = self.x[block.images]
        starts = [-axis.low for axis in block.axes]
        lengths = [(a.count - 1) * a.stride + a.reach for a in block.axes]
        stops = [start + length for start, length in zip(starts, lengths)]
        inside = all(
            start >= 0 and stop <= axis.size
            for start, stop, axis in zip(starts, stops, self.axes)
        )
        ready = x.strides[-1] == x.itemsize and not self.by_column
        if inside and ready and x.dtype == self.dtype:
            return x[(slice(None), *map(slice, starts, stops))]
        first = [
            min(max(start, 0), axis.size) for start, axis in zip(starts, self.axes)
        ]
        last = [
            max(min(stop, a.size), f) for stop, a, f in zip(stops, self.axes, first)
        ]
        into = tuple(slice(f - s, t - s) for f, t, s in zip(first, last, starts))
        target = self._buffer((len(x), *lengths, x.shape[-1]), into)
        target[(slice(None), *into)] = x[(slice(None), *map(slice, first, last))]
        return target

    def _buffer(self, shape: tuple[int, ...], inner: tuple[slice, ...]) -> np.ndarray:
        """An array (batch, *spatial, channels) with zeros outside ``inner``."""
        size = math.prod(shape)
        if self._source.size < size:
            self._source = np.empty(size, self.dtype)
            self._inner = None
        flat = self._source[:size]
        if self._inner != (shape, inner):
            flat.fill(0)
            self._inner = shape, inner
        if self.by_column:
            return np.moveaxis(flat.reshape(shape[-1], *shape[:-1]), 0, -1)
        return flat.reshape(shape)


def filled(buffer: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The buffer, or a larger one, that starts with the values in row-major order."""
    if buffer.size < values.size:
        buffer = np.empty(values.size, buffer.dtype)
    np.copyto(buffer[: values.size].reshape(values.shape), values)
    return buffer
