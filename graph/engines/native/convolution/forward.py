"""The convolution: tiles of neighbouring pixels of a row times vectors of filters."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

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
from graph.engines.native.convolution.products import Product, fold_vectors
from graph.engines.native.convolution.results import (
    Panels,
    Results,
    each_run,
    flat_row,
)
from graph.engines.native.convolution.source import BoundSource, Reading, Source
from graph.engines.native.epilogue import Epilogue
from graph.engines.native.kernel import Frame, Int

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.ir.dims import Size


class ConvKernel(NamedTuple):
    """y = the convolution of x with packed weights.

    Buffers: x, weights [groups, panels, *window, channels, columns of a tile], then
    those of the epilogue, whose rows are flat (image, *pixel), and columns filters.
    With products of channels the filters of all groups are one group of one channel;
    with dot products weights are [blocks of channels, *window, filters, lanes].
    """

    product: Product
    batch: Int
    lines: tuple[Any, ...]
    source: Source
    channels: Size
    filters: Size
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
        cost = pixels * columns * max(1, self.depth * self.blocks)
        return conv_parts(units, cost)

    @property
    def blocks(self) -> Size:
        """Vectors of channels that are added up in dot products."""
        is_dots = self.product is Product.DOTS
        return self.source.pixel // self.tile.lanes if is_dots else 1

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        _Writer(self, b, frame).emit(index, count)


class _Writer:
    """Writes one kernel."""

    def __init__(self, kernel: ConvKernel, b: Builder, frame: Frame) -> None:
        self.kernel, self.b = kernel, b
        self.lines = [BoundLine(line, b, frame) for line in kernel.lines]
        self.units = Units(b, frame.int(kernel.batch), self.lines, kernel.block)
        self.source = BoundSource(
            kernel.source, b, frame, self.lines, kernel.block, kernel.dtype
        )
        self.weights = frame.pointer(1)
        tile = kernel.tile
        if kernel.product is Product.DOTS:
            tile = tile._replace(vectors=1)
        self.panels = Panels(kernel.filters, tile)
        self.results = Results(b, frame, kernel.epilogue, tile, kernel.dtype)

    def emit(self, index: Value, count: Value) -> None:
        if self.kernel.filters:
            self.units.each(*self.b.share(self.units.count, index, count), self._unit)

    def _unit(self, unit: Unit) -> None:
        b, kernel = self.b, self.kernel
        reading = self.source.read(unit)
        planes = self.lines[0].window_range(unit.plane)

        def panel(number: Value) -> None:
            group, place = number, 0
            if self.panels.count > 1:
                group = b.sdiv(number, b.int(self.panels.count))
                place = b.srem(number, b.int(self.panels.count))
            if kernel.groups == 1:
                group = 0
            size = kernel.depth * kernel.tile.columns
            weights = b.address(self.weights, b.times(number, size), kernel.dtype)
            column = b.plus(
                b.times(group, kernel.filters), b.times(place, kernel.tile.columns)
            )
            channel = b.times(group, kernel.channels)
            if kernel.product is Product.CHANNELS:
                channel = column
            pointer = b.address(reading.pointer, channel, kernel.dtype)
            inner = reading._replace(pointer=pointer)

            def row(h: Value) -> None:
                self._row(unit, planes, inner, weights, h, place, column)

            b.loop(*unit.rows, 1, row)

        b.loop(0, kernel.groups * self.panels.count, 1, panel)

    def _row(
        self,
        unit: Unit,
        planes: tuple[Value, ...],
        reading: Reading,
        weights: Value,
        h: Value,
        place: Value,
        column: Value,
    ) -> None:
        b, kernel = self.b, self.kernel
        _, rows, columns = self.lines
        loops, start, weights = depth_loops(
            b, kernel, planes, rows.window_range(h), reading, weights
        )
        pointer = b.address(reading.pointer, start, kernel.dtype)
        above = (rows.line, columns.line)

        def run(w: Value, count: int, skip: Value) -> None:
            pixel = reading._replace(pointer=pointer).at(b, *above, h, w, kernel.dtype)
            sums = self._sums(pixel, reading, weights, loops, count)
            places = [
                line.place(at) for line, at in zip(self.lines, (unit.plane, h, w))
            ]
            row = flat_row(b, unit.image, self.lines, places)

            def emit(lanes: tuple[int, ...]) -> None:
                self.results.emit(sums, row, columns.line.step, column, lanes, skip)

            self.panels.choose(b, place, emit)

        whole = kernel.block.columns
        exact = columns.count if columns.count in range(whole + 1) else None
        each_run(b, *unit.columns, kernel.tile.rows, run, exact)

    def _sums(
        self,
        pixel: Value,
        reading: Reading,
        weights: Value,
        loops: Sequence[DepthLoop],
        count: int,
    ) -> list[Value]:
        b, kernel = self.b, self.kernel
        sums = zeros(count, kernel.tile.vectors, kernel.tile.lanes, kernel.dtype)
        if kernel.depth:
            step = kernel.lines[2].stride * reading.pixel
            rows = strided_rows(b, pixel, step, count, kernel.dtype)
            multiply = kernel.product.multiply
            sums = tile(b, rows, weights, loops, sums, kernel.dtype, multiply=multiply)
        if kernel.product is Product.DOTS:
            return fold_vectors(b, sums, kernel.tile)
        return sums


def depth_loops(
    b: Builder,
    kernel: ConvKernel,
    plane_range: tuple[Value, ...],
    row_range: tuple[Value, ...],
    reading: Reading,
    weights: Value,
) -> tuple[list[DepthLoop], Value, Value]:
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
    loops += _row_loops(kernel, columns, reading.pixel, channels, width)
    if kernel.product is Product.DOTS:
        size = kernel.depth * width
        loops.insert(0, DepthLoop(kernel.blocks, kernel.tile.lanes, size))
    return loops, start, weights


def _row_loops(
    kernel: ConvKernel, columns: Line, pixel: object, channels: Size, width: int
) -> list[DepthLoop]:
    """The loops over the columns of the window and the channels."""
    along = DepthLoop(columns.window, columns.dilation * pixel, channels * width)
    if kernel.product is not Product.NUMBERS:
        return [along]
    if columns.window == 1:
        return [DepthLoop(channels, 1, width)]
    if columns.dilation == 1 and pixel == channels:
        return [DepthLoop(columns.window * channels, 1, width)]
    return [along, DepthLoop(channels, 1, width)]


def _length(b: Builder, low: Value, high: Value) -> Value:
    if isinstance(low, int) and isinstance(high, int):
        return high - low
    return minus(b, high, low)
