"""Rows of numbers in scratch memory: filled, scaled, multiplied, copied out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.contraction.tile import lanes_of
from graph.engines.native.lanes import LaneMath, Lanes
from graph.engines.native.memory_types import I32

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.ir.dims import Size
    from graph.ir.hints import DTypeLike


def splat(m: LaneMath, number: ir.Value, dtype: DTypeLike) -> Lanes:
    """A number in all lanes."""
    return m.wrap(m.b.splat(number, m.lanes), dtype)


def fill(b: Builder, place: Value, count: Value, number: int, dtype: DTypeLike) -> None:
    """Writes a number to whole vectors, ``count`` elements at least."""
    m = LaneMath(b, lanes_of(b.target, dtype))
    value = m.constant(number, dtype).value
    b.loop(0, count, m.lanes, lambda j: b.write(value, place, j, dtype))


def scale_all(
    b: Builder, place: Value, count: Value, factor: Lanes | float, dtype: DTypeLike
) -> None:
    """Multiplies whole vectors, ``count`` elements at least, by a number."""
    m = LaneMath(b, lanes_of(b.target, dtype))
    if isinstance(factor, Lanes):
        factor = splat(m, factor.value, dtype)

    def one(j: Value) -> None:
        value = m.wrap(b.read(place, j, dtype, m.lanes), dtype)
        b.write((value * factor).value, place, j, dtype)

    b.loop(0, count, m.lanes, one)


def copy_row(
    b: Builder,
    source: Value,
    target: Value,
    count: Size,
    dtype: DTypeLike,
    change: Callable[..., Any],
) -> None:
    """target[j] = change(source[j], j) for a row of any length; the source has whole
    vectors.

    ``change`` gets the mathematics, the lanes, j, and which of them are there: a mask,
    or None for all.
    """
    m = LaneMath(b, lanes_of(b.target, dtype))

    def one(j: Value, mask: Value | None = None) -> None:
        value = m.wrap(b.read(source, j, dtype, m.lanes), dtype)
        b.write(change(m, value, j, mask).value, target, j, dtype, mask)

    whole, rest, mask = _parts(b, count, m.lanes)
    b.loop(0, whole, m.lanes, one)
    if mask is not None:
        with b.if_then(b.icmp_signed(">", rest, b.int(0))):
            one(whole, mask)


def dot_product(
    b: Builder, x: Value, y: Value, count: Value, lanes: int, dtype: DTypeLike
) -> ir.Value:
    """The sum of products of two rows of any length."""
    m = LaneMath(b, lanes)

    def add(j: Value, sums: Value, mask: Value | None = None) -> list[Value]:
        values = (m.wrap(b.read(r, j, dtype, lanes, mask), dtype) for r in (x, y))
        return [m.fma(*values, m.wrap(sums, dtype)).value]

    whole, rest, mask = _parts(b, count, lanes)
    (sums,) = b.loop(0, whole, lanes, add, [m.constant(0, dtype).value])
    if mask is not None:
        is_more = b.icmp_signed(">", rest, b.int(0))
        (sums,) = b.choose(is_more, lambda: add(whole, sums, mask), lambda: [sums])
    return b.fold_lanes(sums, b.fadd)


def _parts(b: Builder, count: int, lanes: int) -> tuple[Value, Value, Value | None]:
    """How many elements whole vectors hold, how many are left, and a mask for these,
    None where there are none."""
    whole = b.and_(b.int(count), b.int(-lanes))
    rest = b.sub(b.int(count), whole)
    if isinstance(count, int) and count % lanes == 0:
        return whole, rest, None
    return whole, rest, b.mask(b.trunc(rest, I32), lanes)
