"""Blocks of an array whose place is computed: read, and written."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.engines.native.builder import Builder
from graph.engines.native.copying import CopyKernel, copy_call, place_call
from graph.engines.native.indexing.places import fail, read_index
from graph.engines.native.kernel import Frame, Int
from graph.engines.native.lowering import Call, Failure, Read, Write, lowers
from graph.engines.native.views import row_major
from graph.ops.indexing.dynamic_slice import DynamicSlice, DynamicUpdateSlice

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.kernel import Numbers
    from graph.engines.native.views import View
    from graph.ir.dims import Size
    from graph.ir.node import Node


class BlockKernel(NamedTuple):
    """A copy from a place in the source, or to one in the target.

    The starts are clamped to 0 and to the limits. Buffers: starts, source, target,
    failure.
    """

    copy: CopyKernel
    starts: np.dtype
    limits: tuple[Int, ...]
    strides: tuple[Int, ...]
    itemsize: int
    is_read: bool

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        return self.copy.parts(numbers)

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        starts, source, target, failure = map(frame.pointer, range(4))
        place, fits = 0, b.int(1, 1)
        for axis, (limit, stride) in enumerate(zip(self.limits, self.strides)):
            limit = b.int(frame.int(limit))
            fits = b.and_(fits, b.icmp_signed(">=", limit, b.int(0)))
            start = b.most(b.least(self._start(b, starts, axis), limit), 0)
            place = b.plus(place, b.times(start, frame.int(stride)))
        offset = b.times(place, self.itemsize)
        with b.if_else(fits) as (then, otherwise):
            with then:
                if self.is_read:
                    source = b.byte_address(source, offset)
                else:
                    target = b.byte_address(target, offset)
                self.copy.emit_between(b, frame, source, target, index, count)
            with otherwise:
                fail(b, failure)

    def _start(self, b: Builder, starts: Value, axis: int) -> Value:
        start = read_index(b, starts, axis, self.starts)
        if self.starts == np.uint64:  # above the largest int64, so at the end
            most = b.int(np.iinfo(np.int64).max)
            start = b.select(b.icmp_signed("<", start, b.int(0)), most, start)
        return start


def _block(
    copy: Call,
    x: View,
    starts: View,
    sizes: tuple[Size, ...],
    numbers: Numbers,
    buffers: Sequence[Read | Write | tuple[object]],
    is_read: bool,
) -> Call:
    limits = (numbers(whole - size) for whole, size in zip(x.shape, sizes))
    strides = map(numbers, row_major(x.shape))
    kernel = BlockKernel(
        copy.kernel,
        starts.dtype,
        tuple(limits),
        tuple(strides),
        x.dtype.itemsize,
        is_read,
    )
    return Call(kernel, [Read(starts), *buffers, Failure()], numbers)


@lowers(DynamicSlice, contiguous=True)
def lower_dynamic_slice(
    node: Node, views: Sequence[View], numbers: Numbers
) -> list[Call]:
    x, starts = views
    sizes = node.op.sizes
    copy = copy_call(x._replace(shape=sizes), Write(0), numbers)
    buffers = [Read(x), Write(0)]
    return [_block(copy, x, starts, sizes, numbers, buffers, True)]


@lowers(DynamicUpdateSlice, contiguous=(1, 2))
def lower_dynamic_update_slice(
    node: Node, views: Sequence[View], numbers: Numbers
) -> list[Call]:
    x, starts, updates = views
    whole = copy_call(x, Write(0), numbers)
    part = place_call(updates, Write(0), row_major(x.shape), 0, numbers)
    buffers = [Read(updates), Write(0)]
    block = _block(part, x, starts, updates.shape, numbers, buffers, False)
    return [whole, block]
