"""What kernels of attention are told: sizes, where the operands stand, masks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from graph.engines.native.kernel import Int, known

if TYPE_CHECKING:
    from graph.ir.dims import Size


#: multiply-accumulates of a part at least, and parts at most
PART_WORK, MOST_PARTS = 1 << 18, 32


class Place(NamedTuple):
    """Distances of examples, positions and heads; channels are adjacent."""

    batch: Int
    position: Int
    head: Int


class Mask(NamedTuple):
    """Distances in a mask; that of keys is 0 or 1."""

    dtype: str
    batch: Int
    head: Int
    query: Int
    key: int


class Attention(NamedTuple):
    """One attention. ``room`` and ``value_room`` are what rows of channels take in
    scratch memory: the channels and some more."""

    dtype: str
    batch: Int
    heads: Int
    queries: Int
    keys: Int
    channels: Int
    value_channels: Int
    room: Int
    value_room: Int
    scale: float
    is_causal: bool
    masks: tuple[Mask, ...]

    @property
    def skips(self) -> bool:
        """Whether keys behind the last query need not be looked at."""
        return self.is_causal and not self.masks

    def count_parts(
        self, queries_of_a_unit: int | None, numbers: Sequence[int]
    ) -> Size:
        """Into how many parts the work is cut, whose units are some queries of a head
        of an example, or all."""
        sizes = self.batch, self.heads, self.queries, self.keys
        batch, heads, queries, keys = (known(size, numbers) for size in sizes)
        units = batch * heads
        if queries_of_a_unit is not None:
            units *= -(-queries // queries_of_a_unit)
        channels = known(self.channels, numbers) + known(self.value_channels, numbers)
        work = batch * heads * queries * keys * (channels + 8)
        return max(1, min(units, MOST_PARTS, work // PART_WORK))
