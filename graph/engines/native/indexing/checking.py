"""Checks of labels, and which of several writers of a place is the last."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.engines.native.builder import Builder
from graph.engines.native.indexing.places import Places, fail, read_index, size_of
from graph.engines.native.kernel import Frame, Int, known
from graph.engines.native.lowering import Call, Failure, Read, Scratch, Write, lowers
from graph.engines.native.walking import parts_of_bytes
from graph.ops.indexing.places import LastWriter
from graph.ops.indexing.range_check import RangeCheck

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.kernel import Numbers
    from graph.engines.native.views import View
    from graph.ir.node import Node


class CheckRangeKernel(NamedTuple):
    """Fails unless low <= number < high for all. Buffers: numbers, failure."""

    dtype: np.dtype
    count: Int
    low: Int
    high: Int

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        return parts_of_bytes(self.dtype.itemsize * known(self.count, numbers))

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        labels, failure = frame.pointer(0), frame.pointer(1)
        least = b.int(frame.int(self.low))
        limit = b.sub(b.int(frame.int(self.high)), least)
        low, high = b.share(frame.int(self.count), index, count)

        def check(i: Value, is_wrong: Value) -> tuple[Value, ...]:
            value = read_index(b, labels, i, self.dtype)
            value = b.sub(value, least)
            return (b.or_(is_wrong, b.icmp_unsigned(">=", value, limit)),)

        (is_wrong,) = b.loop(low, high, 1, check, [b.int(0, 1)])
        with b.if_then(is_wrong):
            fail(b, failure)


class LastWriterKernel(NamedTuple):
    """y[p] = whether no later index names place p's. Buffers: indices, y, last
    (an int64 for each place), failure."""

    places: Places
    count: Int

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        return 1

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        indices, y, last, failure = map(frame.pointer, range(4))
        places = self.places.begin(b, frame, indices, failure)
        total = frame.int(self.count)

        def note(p: Value) -> None:
            places.visit(p, lambda place: b.write(p, last, place, "int64"))

        def tell(p: Value) -> None:
            def compare(place: Value) -> None:
                writer = b.read(last, place, "int64")
                b.write(b.icmp_signed("==", writer, p), y, p, "bool")

            places.visit(p, compare)

        b.loop(0, total, 1, note)
        b.loop(0, total, 1, tell)


@lowers(RangeCheck, contiguous=True)
def lower_range_check(
    node: Node, views: Sequence[View], numbers: Numbers
) -> list[Call]:
    """The check alone: the output is the input itself, of which nothing is written."""
    (x,) = views
    sizes = map(numbers, (size_of(x.shape), *node.op.bounds))
    kernel = CheckRangeKernel(x.dtype, *sizes)
    return [Call(kernel, [Read(x), Failure()], numbers)]


@lowers(LastWriter, contiguous=True)
def lower_last_writer(
    node: Node, views: Sequence[View], numbers: Numbers
) -> list[Call]:
    (indices,) = views
    places = Places(indices.dtype, tuple(map(numbers, node.op.sizes)))
    kernel = LastWriterKernel(places, numbers(size_of(indices.shape[:-1])))
    last = Scratch(8 * size_of(node.op.sizes))
    return [Call(kernel, [Read(indices), Write(0), last, Failure()], numbers)]
