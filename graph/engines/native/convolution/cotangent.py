"""How a kernel gradient reads dy: as it is, or one panel of some rows copied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.convolution.lines import minus
from graph.engines.native.convolution.results import first_lanes
from graph.engines.native.kernel import Int

if TYPE_CHECKING:
    from graph.engines.native.convolution.blocks import Unit
    from graph.engines.native.convolution.kernel_gradient import KernelGradientKernel
    from graph.engines.native.convolution.lines import BoundLine
    from graph.engines.native.hints import Value
    from graph.engines.native.kernel import Frame
    from graph.ir.hints import DTypeLike


class Cotangent(NamedTuple):
    """How dy [batch, three axes, filters] is read.

    Attributes:
        strides: of dy, in elements.
        copies: whether each panel is copied, with zeros behind its filters.
    """

    strides: tuple[Int, ...]
    copies: bool


class PanelReading(NamedTuple):
    """Where the vectors of a panel stand: row by row, pixel by pixel."""

    pointer: ir.Value
    row: object
    pixel: object

    def at(self, b: Builder, row: Value, dtype: DTypeLike) -> Value:
        return b.address(self.pointer, b.times(row, self.row), dtype)


class BoundCotangent:
    """A cotangent within one function."""

    def __init__(
        self,
        kernel: KernelGradientKernel,
        b: Builder,
        frame: Frame,
        lines: Sequence[BoundLine],
        buffer: int = 2,
    ) -> None:
        self.kernel, self.b, self.lines = kernel, b, lines
        self.dtype = kernel.dtype
        self.pointer = frame.pointer(buffer)
        self.strides = [frame.int(stride) for stride in kernel.cotangent.strides]
        if kernel.cotangent.copies:
            pixels = max(1, kernel.block.rows * kernel.block.columns)
            self.memory = b.local(pixels * kernel.tile.columns, self.dtype)

    def read(self, unit: Unit, group: Value, panel: Value) -> PanelReading:
        """The panel at the first pixel of a unit."""
        b, kernel = self.b, self.kernel
        batch, *along, step = self.strides
        column = b.plus(
            b.times(group, kernel.filters), b.times(panel, kernel.tile.columns)
        )
        offset = b.plus(b.times(unit.image, batch), b.times(column, step))
        starts = (unit.plane, unit.rows[0], unit.columns[0])
        for line, start, stride in zip(self.lines, starts, along):
            offset = b.plus(offset, b.times(line.place(start), stride))
        pointer = b.address(self.pointer, offset, self.dtype)
        row, pixel = (
            b.times(line.line.step, stride)
            for line, stride in zip(self.lines[1:], along[1:])
        )
        direct = PanelReading(pointer, row, pixel)
        return self._copy(unit, direct, panel) if kernel.cotangent.copies else direct

    def _copy(self, unit: Unit, direct: PanelReading, panel: Value) -> PanelReading:
        b, kernel = self.b, self.kernel
        width = kernel.tile.columns
        row_size = kernel.block.columns * width
        rows, columns = minus(b, *unit.rows[::-1]), minus(b, *unit.columns[::-1])

        def copy(lanes: tuple[int, ...]) -> None:
            def copy_row(h: Value) -> None:
                source = direct.at(b, h, self.dtype)
                target = b.address(self.memory, b.times(h, row_size), self.dtype)

                def copy_pixel(w: Value) -> None:
                    at = b.address(source, b.times(w, direct.pixel), self.dtype)
                    into = b.address(target, b.times(w, width), self.dtype)
                    self._copy_vectors(into, at, lanes)

                b.loop(0, columns, 1, copy_pixel)

            b.loop(0, rows, 1, copy_row)

        kernel.panels.choose(b, panel, copy)
        return PanelReading(self.memory, row_size, width)

    def _copy_vectors(
        self, target: Value, source: Value, lanes: tuple[int, ...]
    ) -> None:
        b, step, width = self.b, self.strides[-1], self.kernel.tile.lanes
        for v, valid in enumerate(lanes):
            if step == 1 and valid:
                mask = first_lanes(valid, width)
                vector = b.read(source, v * width, self.dtype, width, mask)
            else:
                vector = b.number(0, self.dtype, width)
                for lane in range(valid):
                    place = b.times(v * width + lane, step)
                    value = b.read(source, place, self.dtype)
                    vector = b.insert_element(vector, value, b.int(lane, 32))
            b.write(vector, target, v * width, self.dtype)
