"""What a unit of work reads of x: x itself, or a copy of a few rows with its padding.

The copy stands on the stack, so in the cache. Rows outside of x are in neither; they
are left out by the loops over the window.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.convolution.blocks import Block, Unit
from graph.engines.native.convolution.lines import BoundLine, Line, minus
from graph.engines.native.kernel import Frame, Int

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.ir.dims import Size
    from graph.ir.hints import DTypeLike


class Source(NamedTuple):
    """How x [batch, three axes, channels] is read.

    Attributes:
        strides: of x, in elements.
        channels: of x.
        copies: whether units work on a copy.
        pixel: elements from pixel to pixel of the copy; zeros behind the channels.
        repeats: how often the copy has each channel.
    """

    strides: tuple[Int, ...]
    channels: Size
    copies: bool = False
    pixel: Size = 0
    repeats: Size = 1

    def copied(self, lines: Sequence[Line], block: Block) -> tuple[int, int, int]:
        """Planes, rows and columns of the copy."""
        planes, rows, columns = lines
        return planes.window, rows.span(block.rows), columns.span(block.columns)


class Reading(NamedTuple):
    """Where a unit reads: the pixel of output (h, w) at the window element (d, i, j)
    stands at ``pointer + d * plane + (h * stride + i * dilation) * row + ...``.
    """

    pointer: ir.Value
    plane: object
    row: object
    pixel: object

    def at(
        self,
        b: Builder,
        rows: Line,
        columns: Line,
        row: Value,
        column: Value,
        dtype: DTypeLike,
    ) -> Value:
        """The pixel under the first window element of an output."""
        down = b.times(b.times(row, rows.stride), self.row)
        right = b.times(b.times(column, columns.stride), self.pixel)
        return b.address(self.pointer, b.plus(down, right), dtype)


class BoundSource:
    """A source within one function."""

    def __init__(
        self,
        source: Source,
        b: Builder,
        frame: Frame,
        lines: Sequence[BoundLine],
        block: Block,
        dtype: str,
        buffer: int = 0,
    ) -> None:
        self.source, self.b, self.lines, self.dtype = source, b, lines, dtype
        self.x = frame.pointer(buffer)
        self.strides = [frame.int(stride) for stride in source.strides]
        self.lanes = b.target.vector_bytes // np.dtype(dtype).itemsize
        if source.copies:
            plain = [line.line for line in lines]
            _, rows, columns = source.copied(plain, block)
            self.row = columns * source.pixel
            self.plane = rows * self.row
            size = max(1, plain[0].window * self.plane)
            self.memory = b.local(size, dtype)

    def read(self, unit: Unit) -> Reading:
        """Where the unit reads; copies what it needs."""
        return self._copy(unit) if self.source.copies else self._direct(unit)

    def _direct(self, unit: Unit) -> Reading:
        b, (planes, rows, columns) = self.b, self.lines
        batch, plane, row, pixel, _ = self.strides
        offset = b.plus(
            b.times(unit.image, batch), b.times(planes.start(unit.plane), plane)
        )
        offset = minus(b, offset, b.times(rows.low, row))
        offset = minus(b, offset, b.times(columns.low, pixel))
        step = b.times(planes.line.dilation, plane)
        if isinstance(plane, int):
            step = planes.line.dilation * plane
        return Reading(b.address(self.x, offset, self.dtype), step, row, pixel)

    def _copy(self, unit: Unit) -> Reading:
        b, (planes, rows, columns) = self.b, self.lines
        first, last = rows.input_range(*unit.rows)
        image = b.address(self.x, b.times(unit.image, self.strides[0]), self.dtype)

        def copy_plane(element: Value) -> None:
            place = b.plus(
                planes.start(unit.plane), b.times(element, planes.line.dilation)
            )
            source = b.address(image, b.times(place, self.strides[1]), self.dtype)
            target = b.address(self.memory, b.times(element, self.plane), self.dtype)

            def copy_row(row: Value) -> None:
                where = b.times(minus(b, row, first), self.row)
                self._copy_row(
                    b.address(target, where, self.dtype),
                    b.address(source, b.times(row, self.strides[2]), self.dtype),
                    unit.columns,
                )

            b.loop(first, last, 1, copy_row)

        b.loop(*planes.window_range(unit.plane), 1, copy_plane)
        skipped = b.times(b.plus(rows.low, first), self.row)
        left = b.times(unit.columns[0], columns.line.stride * self.source.pixel)
        offset = minus(b, minus(b, 0, skipped), left)
        pointer = b.address(self.memory, offset, self.dtype)
        return Reading(pointer, self.plane, self.row, self.source.pixel)

    def _copy_row(
        self, target: Value, source: Value, columns: tuple[Value, ...]
    ) -> None:
        """The pixels that outputs [low, high) reach over, zeros for padding."""
        b, line, pixel = self.b, self.lines[2], self.source.pixel
        start = line.start(columns[0])
        first, last = line.input_range(*columns)
        outputs = minus(b, columns[1], columns[0])
        width = b.plus(
            b.times(outputs, line.line.stride), line.line.reach - line.line.stride
        )
        before, behind = minus(b, first, start), minus(b, last, start)
        before = b.least(before, width)
        self._clear(target, b.times(before, pixel))
        into = b.address(target, b.times(before, pixel), self.dtype)
        source = b.address(source, b.times(first, self.strides[3]), self.dtype)
        self._copy_pixels(into, source, minus(b, last, first))
        behind = b.most(behind, before)
        rest = b.address(target, b.times(behind, pixel), self.dtype)
        self._clear(rest, b.times(minus(b, width, behind), pixel))

    def _copy_pixels(self, target: Value, source: Value, count: Value) -> None:
        b, wanted = self.b, self.source
        *_, step, channel = self.strides
        if (step, channel, wanted.pixel) == (wanted.channels, 1, wanted.channels):
            size = b.times(count, step)
            copy_run(b, target, source, size, self.dtype, self.lanes, wanted.pixel)
            return
        width = wanted.channels * wanted.repeats

        def copy_pixel(index: Value) -> None:
            into = b.address(target, b.times(index, wanted.pixel), self.dtype)
            at = b.address(source, b.times(index, step), self.dtype)
            if channel == 1 and wanted.repeats == 1:
                size = wanted.channels
                copy_run(b, into, at, size, self.dtype, self.lanes, size)
            else:
                b.loop(0, wanted.channels, 1, lambda c: copy_channel(into, at, c))
            if wanted.pixel > width:
                behind = b.address(into, width, self.dtype)
                clear_run(b, behind, wanted.pixel - width, self.dtype, self.lanes)

        def copy_channel(into: Value, at: Value, number: Value) -> None:
            value = b.read(at, b.times(number, channel), self.dtype)
            place = b.times(number, wanted.repeats)
            for again in range(wanted.repeats):
                b.write(value, into, b.plus(place, again), self.dtype)

        b.loop(0, count, 1, copy_pixel)

    def _clear(self, target: Value, count: Value) -> None:
        step = self.source.pixel
        clear_run(self.b, target, count, self.dtype, self.lanes, step)


def copy_run(
    b: Builder,
    target: Value,
    source: Value,
    count: Value,
    dtype: DTypeLike,
    lanes: int,
    step: Size = 1,
) -> None:
    """Copies neighbouring elements, of which there is a multiple of the step."""

    def copy(width: int | None) -> Callable[..., Any]:
        def body(index: Value) -> None:
            value = b.read(source, index, dtype, width)
            b.write(value, target, index, dtype)

        return body

    _run(b, count, lanes, step, copy)


def clear_run(
    b: Builder,
    target: Value,
    count: Value,
    dtype: DTypeLike,
    lanes: int,
    step: Size = 1,
) -> None:
    """Writes zeros, a multiple of the step."""

    def clear(width: int | None) -> Callable[..., Any]:
        zero = b.number(0, dtype, width)
        return lambda index: b.write(zero, target, index, dtype)

    _run(b, count, lanes, step, clear)


def _run(
    b: Builder, count: Value, lanes: int, step: Size, body_of: Callable[..., Any]
) -> None:
    """Vectors, then the single elements that may be left."""
    if step % lanes == 0:
        b.loop(0, count, lanes, body_of(lanes))
        return
    if isinstance(count, int):
        whole = count - count % lanes
    else:
        whole = b.and_(b.most(count, 0), b.int(-lanes))
    b.loop(0, whole, lanes, body_of(lanes))
    b.loop(whole, count, 1, body_of(None))
