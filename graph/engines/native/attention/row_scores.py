"""Scores of one query with a block of keys: masks, weights, cotangents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from llvmlite import ir

from graph.engines.native.attention.description import Attention
from graph.engines.native.attention.rows import dot_product, scale_all, splat
from graph.engines.native.builder import Builder
from graph.engines.native.lanes import LaneMath, Lanes
from graph.engines.native.memory_types import I32
from graph.engines.native.vector_math.exponential import exp_below_zero
from graph.ops.nn.attention_blocks import masked_score

if TYPE_CHECKING:
    from graph.engines.native.attention.description import Mask
    from graph.engines.native.hints import Value
    from graph.ir.hints import DTypeLike


#: vectors that are worked on together, step by step: exponentials of one alone would
#: wait for their own results most of the time
VECTORS = 4


class RowScores:
    """The scores of a query with the keys from ``first`` on.

    Args:
        b: the builder.
        attention: what is computed.
        lanes: of a vector.
        masks: where the masks of the query begin.
        query: its number.
        first: the number of the first key of the block.
        count: how many keys the block has.
    """

    def __init__(
        self,
        b: Builder,
        attention: Attention,
        lanes: int,
        masks: Sequence[Any],
        query: Value,
        first: Value,
        count: Value,
    ) -> None:
        self.b, self.m, self.one_vector = b, LaneMath(b, VECTORS * lanes), lanes
        self.attention, self.dtype = attention, attention.dtype
        self.masks, self.query = masks, query
        self.first, self.count = first, count
        is_whole = isinstance(count, int) and count % self.m.lanes == 0
        #: whether nothing is masked, and no vector has other numbers than scores
        self.are_plain = is_whole and not attention.masks and not attention.is_causal

    # ---- forwards

    def weigh(
        self, scores: Value, sums: Value, room: Value, peak: Value, total: Value
    ) -> None:
        """Makes e**(score - largest) of the scores; what was summed of other blocks
        counts less where the largest score is one of these."""
        b, m, dtype = self.b, self.m, self.dtype
        old = b.read(peak, 0, dtype)
        new = _larger(b, self._largest(scores), old)
        b.write(new, peak, 0, dtype)
        highest = m.wrap(b.splat(new, m.lanes), dtype)

        def weigh(j: Value, found: Value) -> list[Value]:
            weight = exp_below_zero(m, self._read(scores, j) - highest)
            b.write(weight.value, scores, j, dtype)
            return [b.fadd(found, weight.value)]

        (found,) = b.loop(0, self.count, m.lanes, weigh, [m.constant(0, dtype).value])
        found = b.fold_lanes(found, b.fadd)

        def others() -> list[Value]:
            one = LaneMath(b)
            factor = exp_below_zero(one, one.wrap(b.fsub(old, new), dtype))
            scale_all(b, sums, room, factor, dtype)
            return [b.fmul(b.read(total, 0, dtype), factor.value)]

        is_first = b.icmp_signed("==", self.first, b.int(0))
        (before,) = b.choose(is_first, lambda: [b.number(0, dtype)], others)
        b.write(b.fadd(before, found), total, 0, dtype)

    def _largest(self, scores: Value) -> ir.Value:
        """The largest score; they are masked before, and nothing follows them."""
        b, m, dtype = self.b, self.m, self.dtype

        def look(j: Value, best: Value) -> list[Value]:
            value = self._read(scores, j)
            if not self.are_plain:
                value, _ = self._masked(j, value)
                inside = self._are_below(j, self.count)
                value = m.where(inside, value, float("-inf"))
                b.write(value.value, scores, j, dtype)
            return [_larger(b, value.value, best)]

        lowest = m.constant(lowest_number(dtype), dtype).value
        (best,) = b.loop(0, self.count, m.lanes, look, [lowest])
        return b.fold_lanes(best, lambda x, y: _larger(b, x, y))

    # ---- backwards

    def pull_back(
        self,
        scores: Value,
        slopes: Value,
        peak: Value,
        total: Value,
        y: Value,
        dy: Value,
        channels: Value,
    ) -> None:
        """Makes weights of scores, and of slopes, the cotangents of weights, those of
        the scores."""
        b, m, dtype = self.b, self.m, self.dtype
        mean = dot_product(b, y, dy, channels, self.one_vector, dtype)
        mean = m.wrap(b.splat(mean, m.lanes), dtype)
        highest = splat(m, b.read(peak, 0, dtype), dtype)
        inverse = b.fdiv(b.number(1, dtype), b.read(total, 0, dtype))
        inverse = splat(m, inverse, dtype)

        def vector(j: Value) -> None:
            score, shown = self._read(scores, j), []
            if not self.are_plain:
                score, shown = self._masked(j, score)
            weight = exp_below_zero(m, score - highest) * inverse
            slope = weight * (self._read(slopes, j) - mean)
            for bits in shown:
                slope = m.where(bits, slope, 0)
            b.write(weight.value, scores, j, dtype)
            b.write(slope.value, slopes, j, dtype)

        b.loop(0, self.count, m.lanes, vector)

    # ---- masks

    def _read(self, place: Value, j: Value) -> Lanes:
        m = self.m
        return m.wrap(self.b.read(place, j, self.dtype, m.lanes), self.dtype)

    def _masked(self, j: ir.Value, scores: Lanes) -> tuple[Lanes, list[Lanes]]:
        """The scores from key ``j`` of the block on with what masks add, and the
        booleans that say which of them count."""
        shown = []
        for mask, base in zip(self.attention.masks, self.masks, strict=True):
            value = self._read_mask(mask, base, j)
            if mask.dtype == "bool":
                shown.append(value)
            else:
                scores = scores + value
        if self.attention.is_causal:
            ahead = self.b.sub(self.query, self.first)
            shown.append(self._are_below(j, self.b.add(ahead, self.b.int(1))))
        for bits in shown:
            scores = self.m.where(bits, scores, masked_score(scores.dtype))
        return scores, shown

    def _read_mask(self, mask: Mask, base: Value, j: Value) -> Lanes:
        b, lanes = self.b, self.m.lanes
        if mask.key == 0:
            value = b.splat(b.read(base, 0, mask.dtype), lanes)
        else:
            place = b.address(base, b.add(self.first, j), mask.dtype)
            inside = self._are_below(j, self.count).value
            value = b.read(place, 0, mask.dtype, lanes, inside)
        return self.m.wrap(value, mask.dtype)

    def _are_below(self, j: Value, bound: Value) -> Lanes:
        """Which keys of the vector at ``j`` come before a bound."""
        b, lanes = self.b, self.m.lanes
        left = b.most(b.least(b.sub(b.int(bound), j), lanes), 0)
        return self.m.wrap(b.mask(b.trunc(left, I32), lanes), "bool")


def lowest_number(dtype: DTypeLike) -> float:
    """With which the search for the largest score begins; no infinity, so that no
    difference is NaN."""
    return float(np.finfo(dtype).min)


def _larger(b: Builder, x: Value, y: Value) -> Value:
    """The larger of two numbers; y where one is NaN."""
    return b.select(b.fcmp_ordered(">", x, y), x, y)
