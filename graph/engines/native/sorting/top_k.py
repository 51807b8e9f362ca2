"""The largest elements of rows, kept in order while a row is read."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graph.engines.native.builder import Builder
from graph.engines.native.indexing.places import fail, size_of
from graph.engines.native.kernel import Frame, Int, known
from graph.engines.native.lowering import Call, Failure, Read, Write, lowers
from graph.engines.native.memory_types import is_native_dtype
from graph.engines.native.sorting.searching import comes_before
from graph.engines.native.walking import parts_of_bytes
from graph.ops.sorting.top_k import TopK

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.kernel import Numbers
    from graph.engines.native.views import View
    from graph.ir.dims import Size
    from graph.ir.node import Node


#: more elements than this are left to numpy, which selects in linear time
_MOST = 16


class TopKKernel(NamedTuple):
    """y[r] = the indices of the k largest of x[r], the first ones of equal elements.

    Buffers: x [rows, size], y [rows, k] of int32, failure.
    """

    dtype: np.dtype
    k: int
    rows: Int
    size: Int

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> Size:
        rows, size = known(self.rows, numbers), known(self.size, numbers)
        return min(max(1, rows), parts_of_bytes(4 * self.dtype.itemsize * rows * size))

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        x, y, failure = map(frame.pointer, range(3))
        size = frame.int(self.size)
        low, high = b.share(frame.int(self.rows), index, count)
        is_short = b.icmp_signed("<", b.int(size), b.int(self.k))
        with b.if_else(is_short) as (then, otherwise):
            with then:
                fail(b, failure)
            with otherwise:
                b.loop(low, high, 1, lambda r: self._row(b, x, y, r, size))

    def _row(self, b: Builder, x: Value, y: Value, r: Value, size: Value) -> None:
        first = b.times(r, size)
        none = b.int(-1)  # the index where nothing is kept yet
        kept = [b.number(0, self.dtype)] * self.k, [none] * self.k

        def turn(i: Value, *kept: Value) -> list[Value]:
            value = b.read(x, b.plus(first, i), self.dtype)
            values, places = kept[: self.k], kept[self.k :]

            def is_above(n: int) -> Value:
                is_free = b.icmp_signed("==", places[n], none)
                return b.or_(is_free, comes_before(b, values[n], value, self.dtype))

            def insert() -> list[Value]:
                return self._inserted(b, values, places, value, i, is_above)

            return b.choose(is_above(self.k - 1), insert, lambda: kept)

        found = b.loop(0, size, 1, turn, [*kept[0], *kept[1]])[self.k :]
        for n, place in enumerate(found):
            target = b.plus(b.times(r, self.k), n)
            b.write(b.trunc(place, b.int(0, 32).type), y, target, "int32")

    def _inserted(
        self,
        b: Builder,
        values: tuple[Value, ...],
        places: tuple[Value, ...],
        value: Value,
        i: Value,
        is_above: Callable[..., Any],
    ) -> list[Value]:
        """What is kept when the value takes its place, and the last one goes."""
        above = [is_above(n) for n in range(self.k)]

        def shifted(kept: tuple[Value, ...], new: Value) -> list[Value]:
            result = [b.select(above[0], new, kept[0])]
            for n in range(1, self.k):
                here = b.select(above[n], new, kept[n])
                result.append(b.select(above[n - 1], kept[n - 1], here))
            return result

        return [*shifted(values, value), *shifted(places, i)]


@lowers(TopK, contiguous=True)
def lower_top_k(
    node: Node, views: Sequence[View], numbers: Numbers
) -> list[Call] | None:
    (x,), op = views, node.op
    if not (op.ordered and 1 <= op.k <= _MOST and is_native_dtype(x.dtype)):
        return None
    rows = numbers(size_of(x.shape[:-1]))
    kernel = TopKKernel(x.dtype, op.k, rows, numbers(x.shape[-1]))
    return [Call(kernel, [Read(x), Write(0), Failure()], numbers)]
