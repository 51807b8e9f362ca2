"""Weights in the order in which tiles read them."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from graph.engines.native.builder import Builder
from graph.engines.native.contraction.tile import TileShape
from graph.engines.native.convolution.results import Panels, first_lanes
from graph.engines.native.kernel import Frame, Int

#: elements of packed weights that one part writes at least
LEAST_PART = 1 << 15


class PackKernel(NamedTuple):
    """Weights [*window, channels, groups * filters] as [groups, panels, *window,
    channels, columns of a tile], with zeros behind the filters of a group.

    Buffers: the packed weights, the weights, whose strides are given.
    """

    shape: tuple[int, ...]
    strides: tuple[Int, ...]
    filters: int
    groups: int
    dtype: str
    tile: TileShape

    @property
    def key(self) -> Hashable:
        return (type(self), self)

    @property
    def size(self) -> int:
        """Elements of the packed weights."""
        columns = self.panels.count * self.tile.columns
        return math.prod(self.shape) * self.groups * columns

    @property
    def panels(self) -> Panels:
        return Panels(self.filters, self.tile)

    def parts(self, numbers: Sequence[int]) -> int:
        return max(1, min(self.groups * self.panels.count, self.size // LEAST_PART))

    def emit(self, b: Builder, frame: Frame, index, count) -> None:
        packed, weights = frame.pointer(0), frame.pointer(1)
        *strides, step = [frame.int(stride) for stride in self.strides]
        panels = self.panels
        size = math.prod(self.shape) * self.tile.columns

        def panel(number):
            group = b.sdiv(number, b.int(panels.count))
            place = b.srem(number, b.int(panels.count))
            column = b.plus(
                b.times(group, self.filters), b.times(place, self.tile.columns)
            )
            source = b.address(weights, b.times(column, step), self.dtype)
            target = b.address(packed, b.times(number, size), self.dtype)
            panels.choose(
                b,
                place,
                lambda lanes: self._rows(b, target, source, strides, lanes, step),
            )

        b.loop(*b.share(self.groups * panels.count, index, count), 1, panel)

    def _rows(self, b, target, source, strides, lanes, step) -> None:
        """All rows of a panel, by loops over the window and the channels."""

        def walk(axis, target, source):
            if axis == len(self.shape):
                self._row(b, target, source, lanes, step)
                return
            inner = math.prod(self.shape[axis + 1 :]) * self.tile.columns

            def body(i):
                into = b.address(target, b.times(i, inner), self.dtype)
                at = b.address(source, b.times(i, strides[axis]), self.dtype)
                walk(axis + 1, into, at)

            b.loop(0, self.shape[axis], 1, body)

        walk(0, target, source)

    def _row(self, b, target, source, lanes, step) -> None:
        width = self.tile.lanes
        for v, valid in enumerate(lanes):
            if step == 1 and valid:
                mask = first_lanes(valid, width)
                vector = b.read(source, v * width, self.dtype, width, mask)
            else:
                vector = self._gather(b, source, v * width, valid, step)
            b.write(vector, target, v * width, self.dtype)

    def _gather(self, b, source, start: int, valid: int, step):
        """Elements that do not stand next to each other."""
        vector = b.number(0, self.dtype, self.tile.lanes)
        for lane in range(valid):
            value = b.read(source, b.times(start + lane, step), self.dtype)
            vector = b.insert_element(vector, value, b.int(lane, 32))
        return vector
