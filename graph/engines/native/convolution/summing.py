"""Adds the partial sums of kernel gradients, always in the same order."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from graph.engines.native.builder import Builder
from graph.engines.native.contraction.tile import TileShape
from graph.engines.native.convolution.kernel_gradient import HEADER
from graph.engines.native.convolution.results import Panels, first_lanes
from graph.engines.native.epilogue import Epilogue
from graph.engines.native.kernel import Frame

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.ir.dims import Size


#: elements of the result that one part has at least
LEAST_PART = 1 << 14


class WindowPart(NamedTuple):
    """The elements of a window axis that partial sums are of."""

    first: int
    step: int
    count: int
    size: int


class SumPartialsKernel(NamedTuple):
    """The kernel gradient from partial sums, for a part of the window.

    Buffers: results of `KernelGradientKernel`, as many as ``sources``, then those of
    the epilogue, whose rows are flat (window, channel), and columns filters.
    """

    window: tuple[WindowPart, ...]
    channels: Size
    filters: Size
    groups: int
    sources: int
    dtype: str
    tile: TileShape
    epilogue: Epilogue

    @property
    def key(self) -> Hashable:
        return (type(self), self._replace(epilogue=self.epilogue.key))

    @property
    def panels(self) -> Panels:
        return Panels(self.filters, self.tile)

    @property
    def rows(self) -> int:
        """Rows of the partial sums: elements of the window."""
        return math.prod(part.count for part in self.window)

    def parts(self, numbers: Sequence[int]) -> Size:
        size = self.rows * self.channels * self.groups * self.filters
        return max(1, min(self.rows * self.channels, size // LEAST_PART, 16))

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        epilogue = self.epilogue.begin(b, frame)
        partials = [frame.pointer(n) for n in range(self.sources)]
        counts = [b.read(pointer, 0, "int64") for pointer in partials]
        starts = [b.byte_address(pointer, HEADER) for pointer in partials]
        depth, panels = self.rows * self.channels, self.panels

        def row(number: Value) -> None:
            place = self._place(b, number)

            def panel(which: Value) -> None:
                group = b.sdiv(which, b.int(panels.count))
                inner = b.srem(which, b.int(panels.count))
                column = b.plus(
                    b.times(group, self.filters), b.times(inner, self.tile.columns)
                )
                offset = b.plus(b.times(which, depth), number)
                offset = b.times(offset, self.tile.columns)

                def emit(lanes: tuple[int, ...]) -> None:
                    for v, valid in enumerate(lanes):
                        if valid:
                            at = b.plus(offset, v * self.tile.lanes)
                            total = self._total(b, starts, counts, at)
                            mask = first_lanes(valid, self.tile.lanes)
                            into = b.plus(column, v * self.tile.lanes)
                            epilogue.emit(b, 0, place, into, total, mask)

                panels.choose(b, inner, emit)

            b.loop(0, self.groups * panels.count, 1, panel)

        if self.filters:
            b.loop(*b.share(depth, index, count), 1, row)

    def _total(
        self,
        b: Builder,
        starts: Sequence[Value],
        counts: Sequence[Value],
        offset: Value,
    ) -> Value:
        """The sum over all partial sums at an offset."""
        total = b.number(0, self.dtype, self.tile.lanes)
        size = self.groups * self.panels.count * self.tile.columns
        size *= self.rows * self.channels
        for start, count in zip(starts, counts):

            def add(number: Value, total: Value, start: Value = start) -> list[Value]:
                at = b.plus(b.times(number, size), offset)
                value = b.read(start, at, self.dtype, self.tile.lanes)
                return [b.fadd(total, value)]

            (total,) = b.loop(0, count, 1, add, [total])
        return total

    def _place(self, b: Builder, number: Value) -> Value:
        """The row of the result for a row of the partial sums."""
        if all(part.step == 1 and part.count == part.size for part in self.window):
            return number
        rest, channel = _split(b, number, self.channels)
        place, size = channel, self.channels
        for part in reversed(self.window):
            rest, element = _split(b, rest, part.count)
            element = b.plus(b.times(element, part.step), part.first)
            place = b.plus(place, b.times(element, size))
            size *= part.size
        return place


def _split(b: Builder, number: Value, size: Size) -> tuple[Value, Value]:
    return b.sdiv(number, b.int(size)), b.srem(number, b.int(size))
