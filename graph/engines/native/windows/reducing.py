"""The largest element and the sum of each window."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.engines.native.builder import Builder
from graph.engines.native.joining import add, maximum
from graph.engines.native.kernel import Frame
from graph.engines.native.lowering import Call, Read, Write, lowers
from graph.engines.native.memory_types import is_native_dtype
from graph.engines.native.walking import along
from graph.engines.native.windows.grid import WindowGrid, grid_of, lanes_of
from graph.ops.window.window_max import WindowMax, lowest_value
from graph.ops.window.window_sum import WindowSum

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.kernel import Numbers
    from graph.engines.native.views import View
    from graph.engines.native.windows.grid import Window
    from graph.ir.node import Node


#: vectors of channels that are reduced together
VECTORS = 4


class WindowReduceKernel(NamedTuple):
    """y[o] = the maximum or the sum of x over the window at o. Buffers: x, y."""

    grid: WindowGrid
    dtype: np.dtype
    is_sum: bool

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        return self.grid.parts(self.dtype.itemsize, numbers)

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        x, y = frame.pointer(0), frame.pointer(1)
        dtype = as_numbers(self.dtype)
        channels = frame.int(self.grid.channels)
        join = add if self.is_sum else maximum
        unit = 0 if self.is_sum else lowest_value(dtype)

        def reduce(window: Window) -> None:
            def piece(channel: Value, width: int) -> None:
                lanes = None if width == 1 else width

                def element(place: Value, _: Value, total: Value) -> tuple[Value, ...]:
                    value = b.read(x, b.plus(place, channel), dtype, lanes)
                    return (join(b, total, value, dtype),)

                first = b.number(unit, dtype, lanes)
                (total,) = window.fold(element, [first])
                b.write(total, y, b.plus(window.output, channel), dtype)

            along(b, channels, lanes_of(b, dtype) * VECTORS, piece)

        self.grid.walk(b, frame, index, count, reduce)


def as_numbers(dtype: np.dtype) -> np.dtype:
    """The dtype as which a kernel calculates: booleans are 0 and 1."""
    return np.dtype("uint8") if dtype.kind == "b" else dtype


@lowers(WindowMax, WindowSum, contiguous=True)
def lower_window_reduction(
    node: Node, views: Sequence[View], numbers: Numbers
) -> list[Call] | None:
    x, op = views[0], node.op
    if not is_native_dtype(x.dtype):
        return None
    grid = grid_of(op, x.shape, node.specs[0].shape, numbers)
    kernel = WindowReduceKernel(grid, x.dtype, isinstance(op, WindowSum))
    return [Call(kernel, [Read(x), Write(0)], numbers)]
