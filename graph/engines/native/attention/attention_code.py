"""What all kernels of attention share while they are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from llvmlite import ir

from graph.engines.native.attention.block_product import BlockProducts
from graph.engines.native.attention.description import Attention, Place
from graph.engines.native.builder import Builder
from graph.engines.native.integers import (
    Integer,
    difference,
    is_plain,
    larger,
    product,
    quotient_up,
    smaller,
    total,
)
from graph.engines.native.kernel import Frame
from graph.ir.dims import Size

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.ir.hints import DTypeLike


class Scratchpad(NamedTuple):
    """Memory of one part: of each piece how many elements it has, by the rooms of
    channels and of value channels, and beside them."""

    pieces: dict[str, tuple[int, int, int]]

    def elements(self, room: Size, value_room: Size) -> Size:
        """Of one part."""
        return sum(a * room + c * value_room + n for a, c, n in self.pieces.values())

    def places(
        self,
        b: Builder,
        base: Value,
        index: Value,
        room: Value,
        value_room: Value,
        dtype: DTypeLike,
    ) -> dict[str, Value]:
        """Pointers to the pieces, in the memory of part ``index``."""

        def elements(piece: tuple[int, ...]) -> Integer:
            of_room, of_value_room, plain = piece
            sizes = product(b, of_room, room), product(b, of_value_room, value_room)
            return total(b, *sizes, plain)

        every = total(b, *map(elements, self.pieces.values()))
        place = b.address(base, product(b, index, every), dtype)
        found = {}
        for name, piece in self.pieces.items():
            found[name] = place
            place = b.address(place, elements(piece), dtype)
        return found


class AttentionCode:
    """The values of one kernel: sizes, operands, scratch memory, products.

    Args:
        b: the builder.
        frame: of the kernel.
        attention: what is computed.
        slots: names of the slots in their order; masks are behind them.
        places: where those stand that have places.
        pad: the scratch memory in the slot of that name.
        index: the number of the part.
    """

    def __init__(
        self,
        b: Builder,
        frame: Frame,
        attention: Attention,
        slots: Sequence[str],
        places: dict[str, Place],
        pad: Scratchpad,
        index: ir.Value,
    ) -> None:
        self.b, self.attention, self.dtype = b, attention, attention.dtype
        for name in ("batch", "heads", "queries", "keys", "channels"):
            setattr(self, name, frame.int(getattr(attention, name)))
        self.value_channels = frame.int(attention.value_channels)
        self.room = frame.int(attention.room)
        self.value_room = frame.int(attention.value_room)
        self.bases = {name: frame.pointer(n) for n, name in enumerate(slots)}
        self.strides = {n: tuple(map(frame.int, p)) for n, p in places.items()}
        masks = range(len(slots), len(slots) + len(attention.masks))
        self.mask_bases = list(map(frame.pointer, masks))
        self.mask_strides = [tuple(map(frame.int, m[1:])) for m in attention.masks]
        rooms = self.room, self.value_room
        self.pad = pad.places(b, self.bases["scratch"], index, *rooms, self.dtype)
        self.products = BlockProducts(b, self.dtype)

    def at(self, name: str, item: Value, position: Value, head: Value) -> ir.Value:
        """Where the channels of an operand begin."""
        indices = item, position, head
        return self._locate(self.bases[name], self.strides[name], indices, self.dtype)

    def at_row(self, name: str, item: Value, position: Value, head: Value) -> ir.Value:
        """Where the number of a row of scores stands: [batch, queries, heads]."""
        b = self.b
        strides = product(b, self.queries, self.heads), self.heads, 1
        indices = item, position, head
        return self._locate(self.bases[name], strides, indices, self.dtype)

    def masks_at(self, item: Value, head: Value, query: Value) -> list[ir.Value]:
        """Where the masks of a query begin."""
        masks = zip(self.mask_bases, self.mask_strides, self.attention.masks)
        indices = item, head, query
        return [self._locate(*mask[:2], indices, mask[2].dtype) for mask in masks]

    def _locate(
        self,
        base: Any,
        strides: tuple[Size, ...],
        indices: tuple[Value, ...],
        dtype: DTypeLike,
    ) -> ir.Value:
        b = self.b
        offsets = (product(b, s, i) for s, i in zip(strides, indices))
        return b.address(base, total(b, *offsets), dtype)

    def each_block_of_keys(
        self, most: int, stop: Integer, body: Callable[..., Any]
    ) -> None:
        """``body(first, count)`` for blocks of keys up to ``stop``, about equal."""
        b, width = self.b, self.products.width
        blocks = larger(b, quotient_up(b, self.keys, most), 1)
        size = quotient_up(b, quotient_up(b, self.keys, blocks), width)
        size = smaller(b, larger(b, product(b, size, width), 1), most)

        def block(first: Value) -> None:
            count = smaller(b, size, difference(b, self.keys, first))
            if is_plain(self.keys, size) and self.keys % size == 0:
                count = min(size, self.keys)
            body(first, count)

        b.loop(0, stop, size, block)
