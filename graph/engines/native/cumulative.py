"""Running sums, products and linear recurrences along an axis."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.engines.native.builder import Builder
from graph.engines.native.indexing.places import size_of
from graph.engines.native.joining import add, multiply
from graph.engines.native.kernel import Frame, Int, known
from graph.engines.native.lowering import Call, Read, Write, lowers
from graph.engines.native.memory_types import is_native_dtype
from graph.engines.native.walking import along, ceil_div, parts_of_bytes, product, walk
from graph.ops.reduction.cumulative import Cumprod, Cumsum
from graph.ops.reduction.recurrence import Recurrence

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.kernel import Numbers
    from graph.engines.native.views import View
    from graph.ir.dims import Size
    from graph.ir.node import Node


#: columns that run together
_COLUMNS = 64


class RunningKernel(NamedTuple):
    """y_i = x_i joined with y_(i - 1), on arrays [outer, size, inner].

    ``join`` is "add", "multiply" or "recurrence": y_i = a_i * y_(i - 1) + x_i.
    Buffers: a where it is a recurrence, x, y.
    """

    dtype: np.dtype
    join: str
    outer: Int
    size: Int
    inner: Int
    reverse: bool

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> Size:
        outer, size, inner = (known(n, numbers) for n in self[2:5])
        lines = outer * -(-inner // _COLUMNS)
        nbytes = 4 * self.dtype.itemsize * prod((outer, size, inner))
        return min(max(1, lines), parts_of_bytes(nbytes))

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        arrays = [frame.pointer(n) for n in range(3 if self.is_recurrence else 2)]
        outer, size, inner = map(frame.int, self[2:5])
        grid = [outer, ceil_div(b, inner, _COLUMNS)]
        low, high = b.share(product(b, grid), index, count)
        block = product(b, [size, inner])
        lanes = b.target.vector_bytes // self.dtype.itemsize

        def columns(indices: tuple[Value, ...], offsets: tuple[Value, ...]) -> None:
            width = inner
            if not isinstance(inner, int) or inner > _COLUMNS:
                done = b.times(indices[1], _COLUMNS)
                width = b.least(b.sub(b.int(inner), done), _COLUMNS)

            def run(place: Value, width: int) -> None:
                first = b.plus(offsets[0], place)
                self._run(b, arrays, first, size, inner, width)

            along(b, width, lanes, run)

        with b.if_then(b.icmp_signed(">", b.int(size), b.int(0))):
            walk(b, grid, [[block, _COLUMNS]], low, high, columns)

    @property
    def is_recurrence(self) -> bool:
        return self.join == "recurrence"

    def _run(
        self,
        b: Builder,
        arrays: Sequence[Value],
        first: Value,
        size: Value,
        inner: Value,
        width: int,
    ) -> None:
        lanes = None if width == 1 else width
        *sources, y = arrays
        if self.reverse:
            last = b.times(b.sub(b.int(size), b.int(1)), inner)
            first = b.plus(first, last)
            inner = -inner if isinstance(inner, int) else b.neg(inner)

        def turn(i: Value, total: Value) -> tuple[Value, ...]:
            place = b.plus(first, b.times(i, inner))
            values = [b.read(x, place, self.dtype, lanes) for x in sources]
            total = self._joined(b, total, values)
            b.write(total, y, place, self.dtype)
            return (total,)

        total = b.read(sources[-1], first, self.dtype, lanes)
        b.write(total, y, first, self.dtype)
        b.loop(1, size, 1, turn, [total])

    def _joined(self, b: Builder, total: Value, values: Sequence[Value]) -> Value:
        if self.is_recurrence:
            factor, value = values
            return add(b, multiply(b, total, factor, self.dtype), value, self.dtype)
        join = add if self.join == "add" else multiply
        return join(b, total, *values, self.dtype)


_JOINS = {Cumsum: "add", Cumprod: "multiply", Recurrence: "recurrence"}


@lowers(*_JOINS, contiguous=True)
def lower_running(
    node: Node, views: Sequence[View], numbers: Numbers
) -> list[Call] | None:
    x, axis, op = views[-1], node.op.axis, node.op
    same = all(view.shape == x.shape for view in views)
    if not same or not is_native_dtype(x.dtype) or x.dtype.kind == "b":
        return None
    sizes = size_of(x.shape[:axis]), x.shape[axis], size_of(x.shape[axis + 1 :])
    kernel = RunningKernel(x.dtype, _JOINS[type(op)], *map(numbers, sizes), op.reverse)
    return [Call(kernel, [*map(Read, views), Write(0)], numbers)]
