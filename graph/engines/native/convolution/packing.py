"""Weights in the order in which tiles read them."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from graph.engines.native.builder import Builder
from graph.engines.native.contraction.tile import TileShape
from graph.engines.native.convolution.results import first_lanes
from graph.engines.native.integers import divide
from graph.engines.native.kernel import Frame, Int, known
from graph.engines.native.walking import product

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.kernel import Late
    from graph.ir.dims import Size


#: elements of packed weights that one part writes at least
LEAST_PART = 1 << 15


class PackKernel(NamedTuple):
    """Weights [*window, channels, groups * filters] as [groups, panels, *window,
    channels, columns of a tile], with zeros behind the filters of a group.

    ``in_last`` says how many lanes of the vectors of a last panel are filters. Sizes
    come late even if they are known: of all layers the code is the same.

    Buffers: the packed weights, the weights, whose strides are given.
    """

    shape: tuple[Int, ...]
    strides: tuple[Int, ...]
    filters: Int | Late
    panels: Int
    in_last: tuple[int, ...]
    groups: int
    dtype: str
    tile: TileShape

    @property
    def key(self) -> Hashable:
        return (type(self), self)

    def parts(self, numbers: Sequence[int]) -> Size:
        panels = self.groups * known(self.panels, numbers)
        rows = math.prod(known(size, numbers) for size in self.shape)
        size = panels * rows * self.tile.columns
        return max(1, min(panels, size // LEAST_PART))

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        packed, weights = frame.pointer(0), frame.pointer(1)
        *strides, step = [frame.int(stride) for stride in self.strides]
        shape = [frame.int(size) for size in self.shape]
        panels, filters = frame.int(self.panels), frame.int(self.filters)
        size = product(b, [*shape, self.tile.columns])
        whole = (self.tile.lanes,) * self.tile.vectors

        def panel(number: Value) -> None:
            group, place = divide(b, number, panels)
            column = b.plus(b.times(group, filters), b.times(place, self.tile.columns))
            source = b.address(weights, b.times(column, step), self.dtype)
            target = b.address(packed, b.times(number, size), self.dtype)

            def rows(lanes: tuple[int, ...]) -> None:
                self._rows(b, target, source, shape, strides, lanes, step)

            if self.in_last == whole:
                rows(whole)
                return
            following = b.add(b.int(place), b.int(1))
            is_last = b.icmp_signed("==", following, b.int(panels))
            with b.if_else(is_last) as (then, otherwise):
                with then:
                    rows(self.in_last)
                with otherwise:
                    rows(whole)

        low, high = b.share(product(b, [self.groups, panels]), index, count)
        b.loop(low, high, 1, panel)

    def _rows(
        self,
        b: Builder,
        target: Value,
        source: Value,
        shape: Sequence[Value],
        strides: Sequence[Value],
        lanes: tuple[int, ...],
        step: Value,
    ) -> None:
        """All rows of a panel, by loops over the window and the channels."""

        def walk(axis: int, target: Value, source: Value) -> None:
            if axis == len(shape):
                self._row(b, target, source, lanes, step)
                return
            inner = product(b, [*shape[axis + 1 :], self.tile.columns])

            def body(i: Value) -> None:
                into = b.address(target, b.times(i, inner), self.dtype)
                at = b.address(source, b.times(i, strides[axis]), self.dtype)
                walk(axis + 1, into, at)

            b.loop(0, shape[axis], 1, body)

        walk(0, target, source)

    def _row(
        self,
        b: Builder,
        target: Value,
        source: Value,
        lanes: tuple[int, ...],
        step: Value,
    ) -> None:
        width = self.tile.lanes
        for v, valid in enumerate(lanes):
            if step == 1 and valid:
                mask = first_lanes(valid, width)
                vector = b.read(source, v * width, self.dtype, width, mask)
            else:
                vector = self._gather(b, source, v * width, valid, step)
            b.write(vector, target, v * width, self.dtype)

    def _gather(
        self, b: Builder, source: Value, start: int, valid: int, step: Value
    ) -> Value:
        """Elements that do not stand next to each other."""
        vector = b.number(0, self.dtype, self.tile.lanes)
        for lane in range(valid):
            value = b.read(source, b.times(start + lane, step), self.dtype)
            vector = b.insert_element(vector, value, b.int(lane, 32))
        return vector
