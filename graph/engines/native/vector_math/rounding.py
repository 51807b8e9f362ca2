"""Rounding to integers, exact; where the target has no instruction for it, by adding.

The intrinsics would call the C library there, a number at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from graph.engines.native.vector_math.bits import FORMATS
from graph.engines.native.vector_math.defining import require_kind

if TYPE_CHECKING:
    from graph.engines.native.lanes import LaneMath, Lanes


def _has_instruction(m: LaneMath) -> bool:
    """SSE4.1 has; it is there wherever AVX2 is."""
    return not m.b.target.is_x86 or m.b.target.vector_bytes >= 32


def _rounded(
    m: LaneMath, name: str, x: Lanes, correct: Callable[..., Any] | None
) -> Lanes:
    require_kind(x, "f")
    if _has_instruction(m):
        return m.wrap(m.b.math(name, x.value), x.dtype)
    nearest = _nearest(m, x)
    return nearest if correct is None else m.copysign(correct(nearest), x)


def _nearest(m: LaneMath, x: Lanes) -> Lanes:
    """Numbers from 2**mantissa_bits on are integers; others lose their fraction."""
    whole = 2.0 ** FORMATS[x.dtype].mantissa_bits
    size = m.absolute(x)
    nearest = m.copysign((size + whole) - whole, x)
    return m.where(size < whole, nearest, x)


def rint(m: LaneMath, x: Lanes) -> Lanes:
    """The nearest integer, halves to even."""
    return _rounded(m, "rint", x, None)


def floor(m: LaneMath, x: Lanes) -> Lanes:
    return _rounded(m, "floor", x, lambda y: m.where(y > x, y - 1, y))


def ceil(m: LaneMath, x: Lanes) -> Lanes:
    return _rounded(m, "ceil", x, lambda y: m.where(y < x, y + 1, y))


def trunc(m: LaneMath, x: Lanes) -> Lanes:
    def correct(y: Lanes) -> Lanes:
        size = m.absolute(y)
        return m.where(size > m.absolute(x), size - 1, size)

    return _rounded(m, "trunc", x, correct)
