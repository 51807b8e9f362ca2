"""Philox4x32-10 in vectors: many blocks of a key at once.

The numbers are those of `graph.ops.random.philox`, where the scheme is explained.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
from llvmlite import ir

from graph.engines.native.builder import I64, Builder
from graph.engines.native.copying import copy_run
from graph.engines.native.indexing.places import size_of
from graph.engines.native.kernel import Frame, Int, known
from graph.engines.native.lowering import Call, Read, Write, lowers
from graph.engines.native.walking import MOST_PARTS, ceil_div
from graph.ops.random.bits import RandomBits
from graph.ops.random.philox import (
    HIGH_MULTIPLIER,
    KEY_SCHEDULE,
    LOW_MULTIPLIER,
    WORD,
)

#: numbers that a part makes at least
_PART = 1 << 14
_BLOCK = 4


class RandomBitsKernel(NamedTuple):
    """y = the first numbers of the stream of a key. Buffers: key, y."""

    size: Int

    @property
    def key(self) -> Hashable:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        return max(1, min(MOST_PARTS, known(self.size, numbers) // _PART))

    def emit(self, b: Builder, frame: Frame, index, count) -> None:
        y, size = frame.pointer(1), frame.int(self.size)
        lanes = 2 * b.target.vector_bytes // 8
        stream = Stream(b, frame.pointer(0), lanes)
        numbers = _BLOCK * lanes
        low, high = b.share(ceil_div(b, size, numbers), index, count)
        whole = b.least(high, b.sdiv(b.int(size), b.int(numbers)))

        def chunk(n):
            bits = stream.blocks(b.times(n, lanes))
            b.write(bits, y, b.times(n, numbers // 2), "uint64")

        b.loop(low, whole, 1, chunk)
        with b.if_then(b.icmp_signed(">", high, b.most(low, whole))):
            rest = b.local(numbers, "uint32")
            b.write(stream.blocks(b.times(whole, lanes)), rest, 0, "uint64")
            done = b.times(whole, numbers)
            target = b.address(y, done, "uint32")
            copy_run(b, rest, target, b.sub(b.int(size), done), np.dtype("uint32"))


class Stream:
    """The blocks of one key within a function: what a key gives is loaded once."""

    def __init__(self, b: Builder, key: ir.Value, lanes: int):
        self.b, self.lanes = b, lanes
        words = [b.zext(b.read(key, i, "uint32"), I64) for i in range(4)]
        shift = b.int(WORD)
        self.upper = b.splat(b.or_(b.shl(words[2], shift), words[3]), lanes)
        self.round_keys = [
            [
                b.splat(b.shl(b.add(word, b.int(int(step))), shift), lanes)
                for word, step in zip(words, steps)
            ]
            for steps in KEY_SCHEDULE
        ]

    def blocks(self, first: ir.Value) -> ir.Value:
        """The numbers of consecutive blocks: two in each element of a vector of uint64,
        in the order in which they stand in memory."""
        b, lanes = self.b, self.lanes
        number = b.add(b.splat(first, lanes), b.iota(lanes))
        low, high = self._turned(number), self.upper
        word, low_factor, high_factor = (
            b.number(n, "uint64", lanes)
            for n in (WORD, LOW_MULTIPLIER, HIGH_MULTIPLIER)
        )
        for low_key, high_key in self.round_keys:
            low_product = b.mul(b.lshr(low, word), low_factor)
            high_product = b.mul(b.lshr(high, word), high_factor)
            low = b.xor(b.xor(b.shl(low, word), high_product), low_key)
            high = b.xor(b.xor(b.shl(high, word), low_product), high_key)
        order = [
            lane for pair in zip(range(lanes), range(lanes, 2 * lanes)) for lane in pair
        ]
        return b.shuffle(self._turned(low), self._turned(high), order)

    def _turned(self, pairs: ir.Value) -> ir.Value:
        """Both halves of each element exchanged."""
        word = self.b.number(WORD, "uint64", self.lanes)
        return self.b.or_(self.b.shl(pairs, word), self.b.lshr(pairs, word))


@lowers(RandomBits, contiguous=True)
def lower_random_bits(node, views, numbers):
    kernel = RandomBitsKernel(numbers(size_of(node.op.sizes)))
    return [Call(kernel, [Read(views[0]), Write(0)], numbers)]
