"""The largest element of each window and where it stands, in one pass over x."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import prod
from typing import NamedTuple

import numpy as np

from graph.engines.native.builder import Builder
from graph.engines.native.joining import is_ordered
from graph.engines.native.kernel import Frame
from graph.engines.native.walking import along
from graph.engines.native.windows.grid import WindowGrid, lanes_of, spread_offset
from graph.ops.window.window_max import lowest_value


class WindowMaxPlaceKernel(NamedTuple):
    """What `WindowMax` and then `WindowArgmax` give. Buffers: x, y, index."""

    grid: WindowGrid
    dtype: np.dtype

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        return self.grid.parts(self.dtype.itemsize, numbers)

    def emit(self, b: Builder, frame: Frame, index, count) -> None:
        x, y, places = map(frame.pointer, range(3))
        dtype = np.dtype("uint8") if self.dtype.kind == "b" else self.dtype
        channels = frame.int(self.grid.channels)
        none = prod(axis.window for axis in self.grid.axes)

        def search(window):
            def piece(channel, width):
                lanes = None if width == 1 else width
                missing = b.number(none, "int32", lanes)
                lowest = b.number(lowest_value(dtype), dtype, lanes)

                def element(place, offset, best, found, first):
                    value = b.read(x, b.plus(place, channel), dtype, lanes)
                    offset = spread_offset(b, offset, "int32", lanes)
                    is_first = b.icmp_signed("==", first, missing)
                    first = b.select(is_first, offset, first)
                    is_above = is_ordered(b, ">", value, best, dtype)
                    is_above = b.or_(is_first, is_above)
                    found = b.select(is_above, offset, found)
                    best = b.select(is_above, value, best)
                    return _unless_nan(b, value, best, dtype), found, first

                carried = [lowest, missing, missing]
                best, found, first = window.fold(element, carried)
                if dtype.kind == "f":
                    is_nan = b.fcmp_unordered("uno", best, best)
                    found = b.select(is_nan, first, found)
                target = b.plus(window.output, channel)
                b.write(best, y, target, dtype)
                b.write(found, places, target, "int32")

            along(b, channels, lanes_of(b, dtype) * 2, piece)

        self.grid.walk(b, frame, index, count, search)


def _unless_nan(b, value, best, dtype):
    """The best so far, or NaN where the value is."""
    if dtype.kind != "f":
        return best
    return b.select(b.fcmp_unordered("uno", value, value), value, best)
