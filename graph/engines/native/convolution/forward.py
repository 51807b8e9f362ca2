"""The convolution: tiles of neighbouring pixels of a row times vectors of filters."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from graph.engines.native.builder import Builder
from graph.engines.native.contraction.tile import (
    DepthLoop,
    TileShape,
    strided_rows,
    tile,
    zeros,
)
from graph.engines.native.convolution.blocks import Block, Unit, Units, known_units
from graph.engines.native.convolution.cost import conv_parts
from graph.engines.native.convolution.lines import BoundLine, Line, minus
from graph.engines.native.convolution.results import (
    Panels,
    Results,
    each_run,
    flat_row,
)
from graph.engines.native.convolution.source import BoundSource, Reading, Source
from graph.engines.native.epilogue import Epilogue, Store
from graph.engines.native.kernel import Frame, Int


class ConvKernel(NamedTuple):
    """y = the convolution of x with packed weights.

    Buffers: x, weights [groups, panels, *window, channels, columns of a tile], then
    those of the epilogue, whose rows are flat (image, *pixel), and columns filters.
    """

    batch: Int
    lines: tuple[Line, Line, Line]
    source: Source
    channels: int
    filters: int
    groups: int
    dtype: str
    tile: TileShape
    block: Block
    epilogue: Epilogue

    @property
    def key(self) -> Hashable:
        return (type(self), self._replace(epilogue=self.epilogue.key))

    @property
    def depth(self) -> int:
        return math.prod(line.window for line in self.lines) * self.channels

    def parts(self, numbers: Sequence[int]) -> int:
        units = known_units(self.batch, self.lines, self.block, numbers)
        columns = self.groups * self.filters
        pixels = self.block.rows * self.block.columns
        return conv_parts(units, pixels * columns * max(1, self.depth))

    def emit(self, b: Builder, frame: Frame, index, count) -> None:
        _Writer(self, b, frame).emit(index, count)


class _Writer:
    """Writes one kernel."""

    def __init__(self, kernel: ConvKernel, b: Builder, frame: Frame):
        self.kernel, self.b = kernel, b
        self.lines = [BoundLine(line, b, frame) for line in kernel.lines]
        self.units = Units(b, frame.int(kernel.batch), self.lines, kernel.block)
        self.source = BoundSource(
            kernel.source, b, frame, self.lines, kernel.block, kernel.dtype
        )
        self.weights = frame.pointer(1)
        self.panels = Panels(kernel.filters, kernel.tile)
        epilogue = kernel.epilogue.begin(b, frame)
        is_short = isinstance(kernel.epilogue, Store)
        rows = kernel.tile.rows
        self.results = Results(b, epilogue, kernel.tile, rows, kernel.dtype, is_short)

    def emit(self, index, count) -> None:
        if self.kernel.filters:
            self.units.each(*self.b.share(self.units.count, index, count), self._unit)

    def _unit(self, unit: Unit) -> None:
        b, kernel = self.b, self.kernel
        reading = self.source.read(unit)
        planes = self.lines[0].window_range(unit.plane)

        def panel(number):
            group, place = number, 0
            if self.panels.count > 1:
                group = b.sdiv(number, b.int(self.panels.count))
                place = b.srem(number, b.int(self.panels.count))
            if kernel.groups == 1:
                group = 0
            pointer = b.address(
                reading.pointer, b.times(group, kernel.channels), kernel.dtype
            )
            size = kernel.depth * kernel.tile.columns
            weights = b.address(self.weights, b.times(number, size), kernel.dtype)
            column = b.plus(
                b.times(group, kernel.filters), b.times(place, kernel.tile.columns)
            )
            inner = reading._replace(pointer=pointer)

            def row(h):
                self._row(unit, planes, inner, weights, h, place, column)

            b.loop(*unit.rows, 1, row)

        b.loop(0, kernel.groups * self.panels.count, 1, panel)

    def _row(self, unit, planes, reading: Reading, weights, h, place, column) -> None:
        b, kernel = self.b, self.kernel
        _, rows, columns = self.lines
        loops, start, weights = self._depth(planes, rows.window_range(h), reading)(
            weights
        )
        pointer = b.address(reading.pointer, start, kernel.dtype)
        above = (rows.line, columns.line)

        def run(w, count, skip):
            pixel = reading._replace(pointer=pointer).at(b, *above, h, w, kernel.dtype)
            sums = self._sums(pixel, reading, weights, loops, count)
            places = [
                line.place(at) for line, at in zip(self.lines, (unit.plane, h, w))
            ]
            row = flat_row(b, unit.image, self.lines, places)

            def emit(lanes):
                self.results.emit(sums, row, columns.line.step, column, lanes, skip)

            self.panels.choose(b, place, emit)

        whole = kernel.block.columns
        exact = columns.count if columns.count in range(whole + 1) else None
        each_run(b, *unit.columns, kernel.tile.rows, run, exact)

    def _sums(self, pixel, reading: Reading, weights, loops, count: int):
        b, kernel = self.b, self.kernel
        sums = zeros(count, kernel.tile.vectors, kernel.tile.lanes, kernel.dtype)
        if not kernel.depth:
            return sums
        step = b.times(kernel.lines[2].stride, reading.pixel)
        if isinstance(reading.pixel, int):
            step = kernel.lines[2].stride * reading.pixel
        rows = strided_rows(b, pixel, step, count, kernel.dtype)
        return tile(b, rows, weights, loops, sums, kernel.dtype)

    def _depth(self, plane_range, row_range, reading: Reading):
        """Loops over the part of the window that is inside; where they start."""
        return lambda weights: depth_loops(
            self.b, self.kernel, plane_range, row_range, reading, weights
        )


def depth_loops(b: Builder, kernel, plane_range, row_range, reading, weights):
    """The loops over window and channels, the offset of x, the first weights."""
    planes, rows, columns = kernel.lines
    width, channels = kernel.tile.columns, kernel.channels
    of_row = columns.window * channels * width
    down = b.times(rows.dilation, reading.row)
    loops, start = [], b.int(0)
    steps = ((reading.plane, rows.window * of_row), (down, of_row))
    for line, (low, high), (step, panel) in zip(
        (planes, rows), (plane_range, row_range), steps
    ):
        if line.window == 1 and line.is_inside:
            continue
        start = b.plus(start, b.times(low, step))
        weights = b.address(weights, b.times(low, panel), kernel.dtype)
        loops.append(DepthLoop(_length(b, low, high), step, panel))
    along = b.times(columns.dilation, reading.pixel)
    if columns.window == 1:
        loops.append(DepthLoop(channels, 1, width))
    elif columns.dilation == 1 and reading.pixel == channels:
        loops.append(DepthLoop(columns.window * channels, 1, width))
    else:
        loops.append(DepthLoop(columns.window, along, channels * width))
        loops.append(DepthLoop(channels, 1, width))
    return loops, start, weights


def _length(b: Builder, low, high):
    if isinstance(low, int) and isinstance(high, int):
        return high - low
    return minus(b, high, low)
