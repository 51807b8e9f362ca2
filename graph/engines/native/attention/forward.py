"""Attention forwards: queries against blocks of keys, by a softmax that moves on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from llvmlite import ir

from graph.engines.native.attention.attention_code import AttentionCode, Scratchpad
from graph.engines.native.attention.block_product import MOST_TILE_ROWS
from graph.engines.native.attention.description import Attention, Place
from graph.engines.native.attention.row_scores import RowScores, lowest_number
from graph.engines.native.attention.rows import copy_row, fill, scale_all, splat
from graph.engines.native.builder import Builder
from graph.engines.native.integers import (
    difference,
    divide,
    larger,
    product,
    quotient_up,
    smaller,
    total,
)
from graph.engines.native.kernel import Frame
from graph.engines.native.outlining import outline

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.lanes import LaneMath, Lanes


#: queries and keys of a block at most, and tiles of queries whose scores are made at
#: once: measured
QUERIES, KEYS, TILES = 256, 256, 4
#: elements of a row of scores, with those behind the last panel
ROW = KEYS + 32
PAD = Scratchpad(
    {
        "turned_keys": (ROW, 0, 0),
        "values": (0, KEYS, 0),
        "sums": (0, QUERIES + MOST_TILE_ROWS, 0),
        "scores": (0, 0, TILES * MOST_TILE_ROWS * ROW),
        "peaks": (0, 0, QUERIES),
        "totals": (0, 0, QUERIES),
    }
)
SLOTS = ("y", "peak", "total", "scratch", "query", "key", "value")
PLACED = ("y", "query", "key", "value")


class ForwardKernel(NamedTuple):
    """Slots: see `SLOTS`, then masks; ``places`` are those of `PLACED`."""

    attention: Attention
    places: tuple[Place, ...]

    @property
    def key(self) -> tuple[type[ForwardKernel], Attention, tuple[Place, ...]]:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        return self.attention.count_parts(QUERIES, numbers)

    def emit(self, b: Builder, frame: Frame, index: ir.Value, count: ir.Value) -> None:
        places = dict(zip(PLACED, self.places, strict=True))
        code = _Forward(b, frame, self.attention, SLOTS, places, PAD, index)
        code.emit(index, count)


class _Forward(AttentionCode):
    def emit(self, index: Value, count: Value) -> None:
        """Works on the units of a part: some queries of a head of an example."""
        b = self.b
        blocks = larger(b, quotient_up(b, self.queries, QUERIES), 1)
        length = quotient_up(b, self.queries, blocks)
        units = product(b, self.batch, self.heads, blocks)

        def unit(number: Value) -> None:
            rest, block = divide(b, number, blocks)
            item, head = divide(b, rest, self.heads)
            first = product(b, block, length)
            left = larger(b, difference(b, self.queries, first), 0)
            self._unit(item, head, first, smaller(b, length, left))

        low, high = b.share(units, index, count)
        b.loop(low, high, 1, unit)

    def _unit(self, item: Value, head: Value, first: Value, count: Value) -> None:
        b, pad = self.b, self.pad
        fill(b, pad["sums"], product(b, count, self.value_room), 0, self.dtype)
        begin = b.number(lowest_number(self.dtype), self.dtype)
        b.loop(0, count, 1, lambda r: b.write(begin, pad["peaks"], r, self.dtype))
        zero = b.number(0, self.dtype)
        b.loop(0, count, 1, lambda r: b.write(zero, pad["totals"], r, self.dtype))
        stop = self.keys
        if self.attention.skips:
            stop = smaller(b, stop, total(b, first, count))
        self.each_block_of_keys(
            KEYS, stop, lambda *keys: self._block(item, head, first, count, *keys)
        )
        b.loop(0, count, 1, lambda r: self._finish(item, head, first, r))

    def _block(
        self,
        item: Value,
        head: Value,
        first: Value,
        count: Value,
        first_key: Value,
        keys: Value,
    ) -> None:
        """A block of keys, for all queries of the unit."""
        b, pad, products = self.b, self.pad, self.products
        key, value = (self.at(n, item, first_key, head) for n in ("key", "value"))
        steps = (self.strides[n][1] for n in ("key", "value", "query"))
        key_step, value_step, query_step = steps
        turned, given = pad["turned_keys"], (key, key_step, self.channels, keys)
        products.pack(b, *given, turned, is_turned=True)
        size = products.panel_size(b, self.channels)
        elements = product(b, products.panels(b, keys), size)
        scale_all(b, turned, elements, self.attention.scale, self.dtype)
        given = value, value_step, keys, self.value_channels
        products.pack(b, *given, pad["values"])
        height = products.shape.rows * TILES

        def some(row: Value) -> None:
            queries = smaller(b, height, difference(b, count, row))
            query = self.at("query", item, total(b, first, row), head)
            scores, room = pad["scores"], self.value_room
            given = query, queries, (query_step, 1), turned, self.channels, keys
            products.multiply(b, *given, (scores, ROW), adds=False)
            sums = b.address(pad["sums"], product(b, row, room), self.dtype)
            self._weigh(item, head, first, row, queries, first_key, keys, sums)
            given = scores, queries, (ROW, 1), pad["values"], keys, self.value_channels
            products.multiply(b, *given, (sums, room), adds=True)

        b.loop(0, count, height, some)

    def _weigh(
        self,
        item: Value,
        head: Value,
        first: Value,
        row: Value,
        queries: Value,
        first_key: Value,
        keys: Value,
        sums: Value,
    ) -> None:
        """Makes weights of the scores of some queries."""
        b, pad, dtype = self.b, self.pad, self.dtype
        query = total(b, first, row)
        masks = self.masks_at(item, head, query)
        rows = [b.address(pad[name], row, dtype) for name in ("peaks", "totals")]
        values = [b.int(query), queries, first_key, keys, pad["scores"], sums]
        values += [self.value_room, *rows, *masks]
        values += [strides[2] for strides in self.mask_strides]
        lanes, kinds = self.products.lanes, self.attention.masks

        def write(
            b: Builder,
            query: Value,
            queries: Value,
            first_key: Value,
            keys: Value,
            scores: Value,
            sums: Value,
            room: Value,
            *rest: Value,
        ) -> None:
            peaks, totals, *rest = rest
            masks, steps = rest[: len(kinds)], rest[len(kinds) :]

            def one(r: Value) -> None:
                here = [
                    b.address(mask, product(b, r, step), kind.dtype)
                    for mask, step, kind in zip(masks, steps, kinds, strict=True)
                ]
                block = b.add(query, r), first_key, keys
                scored = RowScores(b, self.attention, lanes, here, *block)
                scored.weigh(
                    b.address(scores, product(b, r, ROW), dtype),
                    b.address(sums, product(b, r, room), dtype),
                    room,
                    *(b.address(place, r, dtype) for place in (peaks, totals)),
                )

            b.loop(0, queries, 1, one)

        outline(b, values, write)

    def _finish(self, item: Value, head: Value, first: Value, r: Value) -> None:
        """Writes the results of a query."""
        b, pad, dtype = self.b, self.pad, self.dtype
        query = total(b, first, r)
        peak, sum_ = (b.read(pad[name], r, dtype) for name in ("peaks", "totals"))
        b.write(peak, self.at_row("peak", item, query, head), 0, dtype)
        b.write(sum_, self.at_row("total", item, query, head), 0, dtype)
        inverse = b.fdiv(b.number(1, dtype), sum_)
        sums = b.address(pad["sums"], product(b, r, self.value_room), dtype)
        y = self.at("y", item, query, head)

        def mean(m: LaneMath, value: Lanes, j: Value, mask: Value | None) -> Lanes:
            return value * splat(m, inverse, dtype)

        copy_row(b, sums, y, self.value_channels, dtype, mean)
