"""The kernel gradient: tiles of (window column, channel) times vectors of filters.

The depth are the pixels of some rows of one image. Each part of the work adds up the
images of its share in memory of its own; `SumPartialsKernel` adds the parts.
"""

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
)
from graph.engines.native.convolution.blocks import Block, Unit, Units, known_units
from graph.engines.native.convolution.cost import gradient_parts
from graph.engines.native.convolution.cotangent import BoundCotangent, Cotangent
from graph.engines.native.convolution.lines import BoundLine, minus
from graph.engines.native.convolution.products import Product
from graph.engines.native.convolution.results import Panels, each_run
from graph.engines.native.convolution.source import (
    BoundSource,
    Reading,
    Source,
    clear_run,
)
from graph.engines.native.kernel import Frame, Int

if TYPE_CHECKING:
    from graph.engines.native.convolution.cotangent import PanelReading
    from graph.engines.native.hints import Value
    from graph.ir.dims import Size


#: bytes before the partial sums: how many there are
HEADER = 64


class KernelGradientKernel(NamedTuple):
    """Partial sums of the kernel gradient, [groups, panels, *window, channels, columns]

    Buffers: the number of partial sums and from `HEADER` on these; x; dy.

    Attributes:
        most: how many partial sums there is room for.
        panel_parts: how many parts share the panels of each partial sum.
        product: of numbers or of channels; then the filters of all groups are one group
            of one channel.
    """

    product: Product
    batch: Int
    lines: tuple[Any, ...]
    source: Source
    cotangent: Cotangent
    channels: Size
    filters: Size
    groups: int
    dtype: str
    tile: TileShape
    block: Block
    most: Size
    panel_parts: Size

    @property
    def key(self) -> Hashable:
        return (type(self), self)

    @property
    def depth(self) -> int:
        """Rows of the gradient."""
        return math.prod(line.window for line in self.lines) * self.channels

    @property
    def panels(self) -> Panels:
        return Panels(self.filters, self.tile)

    @property
    def size(self) -> Size:
        """Elements of one partial sum."""
        return self.groups * self.panels.count * self.depth * self.tile.columns

    def parts(self, numbers: Sequence[int]) -> int:
        units = known_units(self.batch, self.lines, self.block, numbers)
        pixels = self.block.rows * self.block.columns
        cost = pixels * self.groups * self.filters * self.depth
        return gradient_parts(units, cost, self.most) * self.panel_parts

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        _Writer(self, b, frame).emit(index, count)


class _Writer:
    """Writes one kernel."""

    def __init__(self, kernel: KernelGradientKernel, b: Builder, frame: Frame) -> None:
        self.kernel, self.b, self.dtype = kernel, b, kernel.dtype
        self.lines = [BoundLine(line, b, frame) for line in kernel.lines]
        self.units = Units(b, frame.int(kernel.batch), self.lines, kernel.block)
        self.partials = frame.pointer(0)
        self.source = BoundSource(
            kernel.source, b, frame, self.lines, kernel.block, kernel.dtype, 1
        )
        self.cotangent = BoundCotangent(kernel, b, frame, self.lines)

    def emit(self, index: Value, count: Value) -> None:
        b, kernel = self.b, self.kernel
        shares = b.int(kernel.panel_parts)
        images, total = b.sdiv(index, shares), b.sdiv(count, shares)
        with b.if_then(b.icmp_signed("==", index, b.int(0))):
            b.write(total, self.partials, 0, "int64")
        panels = kernel.groups * kernel.panels.count
        self.first, self.last = b.share(panels, b.srem(index, shares), shares)
        partial = b.address(
            b.byte_address(self.partials, HEADER),
            b.times(images, kernel.size),
            self.dtype,
        )
        panel_size = kernel.depth * kernel.tile.columns
        start = b.address(partial, b.times(self.first, panel_size), self.dtype)
        length = b.times(minus(b, self.last, self.first), panel_size)
        lanes = kernel.tile.lanes
        clear_run(b, start, length, self.dtype, lanes, lanes)
        if kernel.size:
            low, high = b.share(self.units.count, images, total)
            self.units.each(low, high, lambda unit: self._unit(unit, partial))

    def _unit(self, unit: Unit, partial: Value) -> None:
        b, kernel = self.b, self.kernel
        reading = self.source.read(unit)
        planes = self.lines[0].window_range(unit.plane)

        def panel(number: Value) -> None:
            group = b.sdiv(number, b.int(kernel.panels.count))
            place = b.srem(number, b.int(kernel.panels.count))
            cotangent = self.cotangent.read(unit, group, place)
            offset = b.times(group, kernel.channels)
            if kernel.product is Product.CHANNELS:
                offset = b.times(place, kernel.tile.columns)
            inner = reading._replace(
                pointer=b.address(reading.pointer, offset, self.dtype)
            )
            size = kernel.depth * kernel.tile.columns
            sums = b.address(partial, b.times(number, size), self.dtype)

            def plane(d: Value) -> None:
                b.loop(
                    0,
                    kernel.lines[1].window,
                    1,
                    lambda i: self._window_row(unit, inner, cotangent, sums, d, i),
                )

            b.loop(*planes, 1, plane)

        b.loop(self.first, self.last, 1, panel)

    def _window_row(
        self,
        unit: Unit,
        reading: Reading,
        cotangent: PanelReading,
        sums: Value,
        d: Value,
        i: Value,
    ) -> None:
        """Adds to the sums of one row of the window."""
        b, kernel = self.b, self.kernel
        _, rows, columns = self.lines
        low, high = rows.output_range(i, *unit.rows)
        down = b.times(b.times(i, rows.line.dilation), reading.row)
        start = b.plus(b.times(d, reading.plane), down)
        moved = reading._replace(
            pointer=b.address(reading.pointer, start, self.dtype)
        ).at(b, rows.line, columns.line, low, unit.columns[0], self.dtype)
        panel = cotangent.at(b, minus(b, low, unit.rows[0]), self.dtype)
        number = b.plus(b.times(d, rows.line.window), i)
        size = columns.line.window * kernel.channels * kernel.tile.columns
        target = b.address(sums, b.times(number, size), self.dtype)
        loops = [
            DepthLoop(
                minus(b, high, low),
                b.times(rows.line.stride, reading.row),
                cotangent.row,
            ),
            DepthLoop(
                minus(b, unit.columns[1], unit.columns[0]),
                columns.line.stride * reading.pixel,
                cotangent.pixel,
            ),
        ]
        along = columns.line.dilation * reading.pixel
        if kernel.product is Product.CHANNELS:
            self._run(moved, panel, target, loops, columns.line.window, along)
            return
        if along == kernel.channels or columns.line.window == 1:
            length = columns.line.window * kernel.channels
            self._run(moved, panel, target, loops, length)
            return

        def column(j: Value) -> None:
            right = b.times(j, along)
            into = b.times(j, kernel.channels * kernel.tile.columns)
            pixel = b.address(moved, right, self.dtype)
            place = b.address(target, into, self.dtype)
            self._run(pixel, panel, place, loops, kernel.channels)

        b.loop(0, columns.line.window, 1, column)

    def _run(
        self,
        x: Value,
        panel: Value,
        target: Value,
        loops: Sequence[DepthLoop],
        length: Size,
        step: int = 1,
    ) -> None:
        """Adds to neighbouring rows of the gradient, of inputs that far apart."""
        b, kernel = self.b, self.kernel
        width, lanes = kernel.tile.columns, kernel.tile.lanes

        def rows(start: Value, count: int, _: int) -> None:
            place = b.address(target, b.times(start, width), self.dtype)
            offsets = [n * lanes for n in range(count * kernel.tile.vectors)]
            sums = [b.read(place, at, self.dtype, lanes) for at in offsets]
            pixel = b.address(x, b.times(start, step), self.dtype)
            tile_rows = strided_rows(b, pixel, step, count, self.dtype)
            multiply = kernel.product.multiply
            sums = tile(b, tile_rows, panel, loops, sums, self.dtype, multiply=multiply)
            for at, value in zip(offsets, sums):
                b.write(value, place, at, self.dtype)

        each_run(b, 0, length, kernel.tile.rows, rows, length)
