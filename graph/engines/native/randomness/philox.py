"""Philox4x32-10 in vectors: many blocks of a key at once.

The numbers are those of `graph.ops.random.philox`, where the scheme is explained.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.copying import copy_run
from graph.engines.native.indexing.places import size_of
from graph.engines.native.kernel import Frame, Int, known
from graph.engines.native.lowering import Call, Read, Write, lowers
from graph.engines.native.memory_types import I64
from graph.engines.native.walking import MOST_PARTS, ceil_div
from graph.ops.random.bits import RandomBits
from graph.ops.random.philox import (
    HIGH_MULTIPLIER,
    KEY_SCHEDULE,
    LOW_MULTIPLIER,
    WORD,
)

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.kernel import Numbers
    from graph.engines.native.views import View
    from graph.ir.dims import Size
    from graph.ir.node import Node


#: numbers that a part makes at least
_PART = 1 << 14
_BLOCK = 4


class RandomBitsKernel(NamedTuple):
    """y = numbers of the stream of a key, from ``start`` on. Buffers: key, y."""

    size: Int
    start: Int = 0

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> Size:
        return max(1, min(MOST_PARTS, known(self.size, numbers) // _PART))

    def emit(self, b: Builder, frame: Frame, index: Value, count: Value) -> None:
        lanes = 2 * b.target.vector_bytes // 8
        stream = Stream(b, frame.pointer(0), lanes)
        y, size, start = frame.pointer(1), frame.int(self.size), frame.int(self.start)
        if isinstance(start, int) and start == 0:
            self._emit_whole(b, stream, y, size, index, count)
        else:
            self._emit_from(b, stream, y, (b.int(size), b.int(start)), index, count)

    def _emit_whole(
        self,
        b: Builder,
        stream: Stream,
        y: Value,
        size: Value,
        index: Value,
        count: Value,
    ) -> None:
        lanes = stream.lanes
        numbers = _BLOCK * lanes
        low, high = b.share(ceil_div(b, size, numbers), index, count)
        whole = b.least(high, b.sdiv(b.int(size), b.int(numbers)))

        def chunk(n: Value) -> None:
            bits = stream.blocks(b.times(n, lanes))
            b.write(bits, y, b.times(n, numbers // 2), "uint64")

        b.loop(low, whole, 1, chunk)
        with b.if_then(b.icmp_signed(">", high, b.most(low, whole))):
            rest = b.local(numbers, "uint32")
            b.write(stream.blocks(b.times(whole, lanes)), rest, 0, "uint64")
            done = b.times(whole, numbers)
            target = b.address(y, done, "uint32")
            copy_run(b, rest, target, b.sub(b.int(size), done), np.dtype("uint32"))

    def _emit_from(
        self,
        b: Builder,
        stream: Stream,
        y: Value,
        bounds: tuple[Value, ...],
        index: Value,
        count: Value,
    ) -> None:
        """Chunks of whole blocks, of which the first begins before y does."""
        (size, start), lanes = bounds, stream.lanes
        numbers = _BLOCK * lanes
        first, outside = b.sdiv(start, b.int(_BLOCK)), b.srem(start, b.int(_BLOCK))
        low, high = b.share(ceil_div(b, b.add(size, outside), numbers), index, count)
        buffer = b.local(numbers, "uint32")

        def chunk(n: Value) -> None:
            bits = stream.blocks(b.add(first, b.times(n, lanes)))
            begin = b.sub(b.times(n, numbers), outside)
            end = b.add(begin, b.int(numbers))
            begins = b.icmp_signed(">=", begin, b.int(0))
            fits = b.and_(begins, b.icmp_signed("<=", end, size))
            with b.if_else(fits) as (then, otherwise):
                with then:
                    b.write(bits, b.address(y, begin, "uint32"), 0, "uint32")
                with otherwise:
                    b.write(bits, buffer, 0, "uint64")
                    at = b.most(begin, 0)
                    length = b.sub(b.least(end, size), at)
                    source = b.address(buffer, b.sub(at, begin), "uint32")
                    target = b.address(y, at, "uint32")
                    copy_run(b, source, target, length, np.dtype("uint32"))

        b.loop(low, high, 1, chunk)


class Stream:
    """The blocks of one key within a function: what a key gives is loaded once.

    A word of the state stands in the lower halves of 64-bit lanes; what is in the upper
    ones does not matter, since a product is made of lower halves.
    """

    def __init__(self, b: Builder, key: ir.Value, lanes: int) -> None:
        self.b, self.lanes = b, lanes
        words = [b.zext(b.read(key, i, "uint32"), I64) for i in range(4)]
        self.upper = [b.splat(word, lanes) for word in words[2:]]
        self.round_keys = [
            [
                b.splat(b.add(word, b.int(int(step))), lanes)
                for word, step in zip(words, steps)
            ]
            for steps in KEY_SCHEDULE
        ]

    def blocks(self, first: ir.Value) -> ir.Value:
        """The numbers of consecutive blocks: two in each element of a vector of uint64,
        in the order in which they stand in memory."""
        b, lanes = self.b, self.lanes
        number = b.add(b.splat(first, lanes), b.iota(lanes))
        c0, c1 = number, b.lshr(number, self._number(WORD))
        c2, c3 = self.upper
        for low_key, high_key in self.round_keys:
            low, high = (
                self._product(c0, LOW_MULTIPLIER),
                self._product(c2, HIGH_MULTIPLIER),
            )
            c0, c1 = b.xor(b.xor(self._upper_half(high), c1), low_key), high
            c2, c3 = b.xor(b.xor(self._upper_half(low), c3), high_key), low
        order = [
            lane for pair in zip(range(lanes), range(lanes, 2 * lanes)) for lane in pair
        ]
        return b.shuffle(self._pair(c0, c1), self._pair(c2, c3), order)

    def _number(self, value: int | np.ndarray) -> ir.Value:
        return self.b.number(value, "uint64", self.lanes)

    def _lower_half(self, words: Value) -> ir.Value:
        return self.b.and_(words, self._number(0xFFFFFFFF))

    def _upper_half(self, words: Value) -> ir.Value:
        return self.b.lshr(words, self._number(WORD))

    def _product(self, words: Value, factor: np.ndarray) -> ir.Value:
        return self.b.mul(self._lower_half(words), self._number(factor))

    def _pair(self, first: Value, second: Value) -> ir.Value:
        """Two words in one element, as they stand in memory."""
        b = self.b
        second = b.shl(second, self._number(WORD))
        return b.or_(self._lower_half(first), second)


@lowers(RandomBits, contiguous=True)
def lower_random_bits(
    node: Node, views: Sequence[View], numbers: Numbers
) -> list[Call]:
    size, start = size_of(node.op.sizes), node.op.start
    kernel = RandomBitsKernel(numbers(size), numbers(start))
    return [Call(kernel, [Read(views[0]), Write(0)], numbers)]
