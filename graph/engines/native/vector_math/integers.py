"""Integers: shifts by any amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.engines.native.vector_math.defining import require_kind

if TYPE_CHECKING:
    from graph.engines.native.lanes import LaneMath, Lanes


def _amount(m: LaneMath, x: Lanes, y: Lanes) -> tuple[Lanes, Lanes]:
    """How far to shift, within what LLVM allows, and whether it was that before."""
    bits = 8 * x.dtype.itemsize
    amount = m.cast(y, f"uint{bits}")  # negative amounts are too large, as in numpy
    fits = amount < bits
    return m.where(fits, amount, bits - 1), fits


def left_shift(m: LaneMath, x, y) -> Lanes:
    """x << y; 0 where all bits leave."""
    x, y = m.together(x, y)
    require_kind(x, "iu")
    amount, fits = _amount(m, x, y)
    shifted = m.wrap(m.b.shl(x.value, amount.value), x.dtype)
    return m.where(fits, shifted, 0)


def right_shift(m: LaneMath, x, y) -> Lanes:
    """x >> y with the sign kept; 0 or -1 where all bits leave."""
    x, y = m.together(x, y)
    require_kind(x, "iu")
    amount, fits = _amount(m, x, y)
    if x.dtype.kind == "i":
        return m.wrap(m.b.ashr(x.value, amount.value), x.dtype)
    return m.where(fits, m.wrap(m.b.lshr(x.value, amount.value), x.dtype), 0)
