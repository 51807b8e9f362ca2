"""Places in sorted vectors, by halving."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.engines.native.builder import Builder
from graph.engines.native.indexing.places import size_of
from graph.engines.native.joining import is_ordered
from graph.engines.native.kernel import Frame, Int, known
from graph.engines.native.lowering import Call, Read, Write, lowers
from graph.engines.native.memory_types import is_native_dtype
from graph.engines.native.walking import parts_of_bytes
from graph.ops.sorting.search import Searchsorted

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.kernel import Numbers
    from graph.engines.native.views import View
    from graph.ir.node import Node


class SearchKernel(NamedTuple):
    """y[i] = how many of the sorted sequence stand before values[i].

    Buffers: sequence, values, y.
    """

    dtype: np.dtype
    is_right: bool
    length: Int
    count: Int

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        length, count = known(self.length, numbers), known(self.count, numbers)
        return parts_of_bytes(8 * count * length.bit_length())

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        sequence, values, y = map(frame.pointer, range(3))
        length = b.int(frame.int(self.length))
        low, high = b.share(frame.int(self.count), index, count)
        zeros = b.intrinsic("ctlz.i64", [length, b.int(0, 1)], length.type)
        steps = b.sub(b.int(64), zeros)
        last = b.sub(length, b.int(1))

        def one(i: Value) -> None:
            value = b.read(values, i, self.dtype)

            def halve(_: Value, start: Value, rest: Value) -> tuple[Value, Value]:
                half = b.lshr(rest, b.int(1))
                middle = b.add(start, half)
                found = b.read(sequence, b.least(middle, last), self.dtype)
                goes_on = b.icmp_signed(">", rest, b.int(0))
                goes_on = b.and_(goes_on, self._is_before(b, found, value))
                above = b.sub(b.sub(rest, half), b.int(1))
                start = b.select(goes_on, b.add(middle, b.int(1)), start)
                return start, b.select(goes_on, above, half)

            place, _ = b.loop(0, steps, 1, halve, [b.int(0), length])
            b.write(place, y, i, "int64")

        b.loop(low, high, 1, one)

    def _is_before(self, b: Builder, found: Value, value: Value) -> Value:
        """Whether an element stands before the place of the value."""
        if self.is_right:
            return b.not_(comes_before(b, value, found, self.dtype))
        return comes_before(b, found, value, self.dtype)


def comes_before(b: Builder, left: Value, right: Value, dtype: np.dtype) -> Value:
    """Whether a number is below another one in ascending order, where NaN is last."""
    less = is_ordered(b, "<", left, right, dtype)
    if dtype.kind != "f":
        return less
    is_last = b.fcmp_unordered("uno", right, right)
    return b.or_(less, b.and_(is_last, b.fcmp_ordered("ord", left, left)))


@lowers(Searchsorted, contiguous=True)
def lower_searchsorted(
    node: Node, views: Sequence[View], numbers: Numbers
) -> list[Call] | None:
    sequence, values = views
    if not is_native_dtype(values.dtype):
        return None
    sizes = numbers(sequence.shape[0]), numbers(size_of(values.shape))
    kernel = SearchKernel(values.dtype, node.op.side == "right", *sizes)
    return [Call(kernel, [Read(sequence), Read(values), Write(0)], numbers)]
