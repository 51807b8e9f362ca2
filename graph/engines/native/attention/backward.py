"""Attention backwards: the weights of a block are made again where they are needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from llvmlite import ir

from graph.engines.native.attention.attention_code import AttentionCode, Scratchpad
from graph.engines.native.attention.block_product import MOST_TILE_ROWS
from graph.engines.native.attention.description import Attention, Place
from graph.engines.native.attention.row_scores import RowScores
from graph.engines.native.attention.rows import copy_row, fill, scale_all
from graph.engines.native.builder import Builder
from graph.engines.native.integers import (
    difference,
    divide,
    larger,
    product,
    smaller,
    total,
)
from graph.engines.native.kernel import Frame
from graph.engines.native.outlining import outline

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.lanes import LaneMath, Lanes


#: queries and keys of a block at most: measured
QUERIES, KEYS = 64, 256
#: elements of a row of scores, with those behind the last panel
ROW = KEYS + 32
PAD = Scratchpad(
    {
        "turned_keys": (ROW, 0, 0),
        "turned_values": (0, ROW, 0),
        "keys": (KEYS, 0, 0),
        "queries": (QUERIES, 0, 0),
        "cotangents": (0, QUERIES, 0),
        "scores": (0, 0, (QUERIES + MOST_TILE_ROWS) * ROW),
        "slopes": (0, 0, (QUERIES + MOST_TILE_ROWS) * ROW),
        "dquery": (QUERIES + MOST_TILE_ROWS, 0, 0),
        "dkey": (KEYS + MOST_TILE_ROWS, 0, 0),
        "dvalue": (0, KEYS + MOST_TILE_ROWS, 0),
    }
)
_MADE, _GIVEN = ("dquery", "dkey", "dvalue"), ("query", "key", "value", "y")
SLOTS = (*_MADE, "scratch", *_GIVEN, "peak", "total", "dy")
PLACED = (*_MADE, *_GIVEN, "dy")


class BackwardKernel(NamedTuple):
    """Slots: see `SLOTS`, then masks; ``places`` are those of `PLACED`."""

    attention: Attention
    places: tuple[Place, ...]

    @property
    def key(self) -> tuple[type[BackwardKernel], Attention, tuple[Place, ...]]:
        return type(self), *self

    def parts(self, numbers: Sequence[int]) -> int:
        return self.attention.count_parts(None, numbers)

    def emit(self, b: Builder, frame: Frame, index: ir.Value, count: ir.Value) -> None:
        places = dict(zip(PLACED, self.places, strict=True))
        code = _Backward(b, frame, self.attention, SLOTS, places, PAD, index)
        code.emit(index, count)


class _Backward(AttentionCode):
    def emit(self, index: Value, count: Value) -> None:
        """Works on the units of a part: heads of examples."""
        b = self.b
        low, high = b.share(product(b, self.batch, self.heads), index, count)
        # without keys there is one block of none, which makes the zeros
        stop = larger(b, self.keys, 1)

        def unit(number: Value) -> None:
            item, head = divide(b, number, self.heads)
            self.each_block_of_keys(
                KEYS, stop, lambda *keys: self._keys(item, head, *keys)
            )

        b.loop(low, high, 1, unit)

    def _keys(self, item: Value, head: Value, first_key: Value, keys: Value) -> None:
        """A block of keys: its own cotangents, and what it adds to those of queries."""
        b, pad, products = self.b, self.pad, self.products
        key, value = (self.at(n, item, first_key, head) for n in ("key", "value"))
        key_step, value_step = (self.strides[n][1] for n in ("key", "value"))
        for name, given in (
            ("turned_keys", (key, key_step, self.channels)),
            ("turned_values", (value, value_step, self.value_channels)),
        ):
            products.pack(b, *given, keys, pad[name], is_turned=True)
        products.pack(b, key, key_step, keys, self.channels, pad["keys"])
        self._scale("turned_keys", self.channels, keys)
        self._scale("keys", keys, self.channels)
        fill(b, pad["dkey"], product(b, keys, self.room), 0, self.dtype)
        fill(b, pad["dvalue"], product(b, keys, self.value_room), 0, self.dtype)
        first = b.int(0)
        if self.attention.skips:
            first = b.and_(first_key, b.int(-QUERIES))

        def block(first: Value) -> None:
            count = smaller(b, QUERIES, difference(b, self.queries, first))
            self._block(item, head, first, count, first_key, keys)

        b.loop(first, self.queries, QUERIES, block)
        own = (
            ("dkey", self.channels, self.room, self.attention.scale),
            ("dvalue", self.value_channels, self.value_room, None),
        )
        for name, channels, room, factor in own:

            def one(
                r: Value,
                name: str = name,
                channels: Value = channels,
                room: Value = room,
                factor: float | None = factor,
            ) -> None:
                source = b.address(pad[name], product(b, r, room), self.dtype)
                target = self.at(name, item, total(b, first_key, r), head)
                copy_row(b, source, target, channels, self.dtype, _times(factor))

            b.loop(0, keys, 1, one)

    def _scale(self, name: str, depth: Value, columns: Value) -> None:
        """Scales panels."""
        b, products = self.b, self.products
        size = products.panel_size(b, depth)
        elements = product(b, products.panels(b, columns), size)
        scale_all(b, self.pad[name], elements, self.attention.scale, self.dtype)

    def _block(
        self,
        item: Value,
        head: Value,
        first: Value,
        count: Value,
        first_key: Value,
        keys: Value,
    ) -> None:
        """Some queries with some keys."""
        b, pad, multiply = self.b, self.pad, self.products.multiply
        query, dy = (self.at(n, item, first, head) for n in ("query", "dy"))
        query_step, dy_step = (self.strides[n][1] for n in ("query", "dy"))
        channels, value_channels = self.channels, self.value_channels
        given = query, query_step, count, channels
        self.products.pack(b, *given, pad["queries"])
        self.products.pack(b, dy, dy_step, count, value_channels, pad["cotangents"])
        scores, slopes = pad["scores"], pad["slopes"]
        given = query, count, (query_step, 1), pad["turned_keys"], channels, keys
        multiply(b, *given, (scores, ROW), adds=False)
        given = dy, count, (dy_step, 1), pad["turned_values"], value_channels, keys
        multiply(b, *given, (slopes, ROW), adds=False)
        self._pull_back(item, head, first, count, first_key, keys)
        given = scores, keys, (1, ROW), pad["cotangents"], count, value_channels
        multiply(b, *given, (pad["dvalue"], self.value_room), adds=True)
        given = slopes, keys, (1, ROW), pad["queries"], count, channels
        multiply(b, *given, (pad["dkey"], self.room), adds=True)
        given = slopes, count, (ROW, 1), pad["keys"], keys, channels
        multiply(b, *given, (pad["dquery"], self.room), adds=False)
        is_first = b.icmp_signed("==", first_key, b.int(0))
        with b.if_else(is_first) as (then, otherwise):
            with then:
                self._give_to_queries(item, head, first, count, adds=False)
            with otherwise:
                self._give_to_queries(item, head, first, count, adds=True)

    def _give_to_queries(
        self, item: Value, head: Value, first: Value, count: Value, *, adds: bool
    ) -> None:
        """Stores what the first keys give, adds what others give."""
        b, dtype = self.b, self.dtype

        def one(r: Value) -> None:
            source = b.address(self.pad["dquery"], product(b, r, self.room), dtype)
            target = self.at("dquery", item, total(b, first, r), head)

            def change(m: LaneMath, x: Lanes, j: Value, mask: Value | None) -> Lanes:
                if not adds:
                    return x
                return x + m.wrap(b.read(target, j, dtype, m.lanes, mask), dtype)

            copy_row(b, source, target, self.channels, dtype, change)

        b.loop(0, count, 1, one)

    def _pull_back(
        self,
        item: Value,
        head: Value,
        first: Value,
        count: Value,
        first_key: Value,
        keys: Value,
    ) -> None:
        """Makes weights of scores, and cotangents of scores of slopes."""
        b, dtype = self.b, self.dtype
        rows = [self.at_row(n, item, first, head) for n in ("peak", "total")]
        rows += [self.at(n, item, first, head) for n in ("y", "dy")]
        rows += self.masks_at(item, head, first)
        steps = [self.heads, self.heads, self.strides["y"][1], self.strides["dy"][1]]
        steps += [strides[2] for strides in self.mask_strides]
        dtypes = [dtype] * 4 + [mask.dtype for mask in self.attention.masks]
        values = [b.int(first), b.int(count), first_key, keys]
        values += [self.pad["scores"], self.pad["slopes"], self.value_channels]

        def write(
            b: Builder,
            first: Value,
            count: Value,
            first_key: Value,
            keys: Value,
            scores: Value,
            slopes: Value,
            channels: Value,
            *rest: Value,
        ) -> None:
            rows, steps = rest[: len(dtypes)], rest[len(dtypes) :]

            def one(r: Value) -> None:
                here = [
                    b.address(row, product(b, r, step), kind)
                    for row, step, kind in zip(rows, steps, dtypes, strict=True)
                ]
                block = b.add(first, r), first_key, keys
                lanes = self.products.lanes
                row = RowScores(b, self.attention, lanes, here[4:], *block)
                both = (
                    b.address(x, product(b, r, ROW), dtype) for x in (scores, slopes)
                )
                row.pull_back(*both, *here[:4], channels)

            b.loop(0, count, 1, one)

        outline(b, [*values, *rows, *steps], write)


def _times(factor: float | None) -> Callable[..., Any]:
    """What `copy_row` does with numbers: multiplies them, or nothing."""

    def change(m: LaneMath, value: Lanes, j: Value, mask: Value | None) -> Lanes:
        return value if factor is None else value * factor

    return change
