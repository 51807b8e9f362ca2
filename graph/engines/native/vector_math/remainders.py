"""Quotients and remainders of floats and integers, exact as in numpy."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.engines.native.vector_math import integers
from graph.engines.native.vector_math.bits import upper_half
from graph.engines.native.vector_math.defining import in_float64, require_kind

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.lanes import LaneMath, Lanes

#: a quotient of 24 bits, times half of a mantissa, is exact
_KEEP = ~((1 << 29) - 1)


def _for_both(
    of_integers: Callable[..., Any], of_floats: Callable[..., Any]
) -> Callable[..., Any]:
    def function(m: LaneMath, x: Lanes, y: Lanes) -> Lanes:
        x, y = m.together(x, y)
        require_kind(x, "iuf")
        return (of_floats if x.dtype.kind == "f" else of_integers)(m, x, y)

    return function


@in_float64
def _float_fmod(m: LaneMath, x: Lanes, y: Lanes) -> Lanes:
    """x - trunc(x / y) * y, with the sign of x: long division of 24 bits a turn.

    Each turn takes off a multiple of y whose factor has few bits and is not too large;
    the differences are exact.
    """
    size, divisor = m.absolute(x), m.absolute(y)
    is_regular = m.isfinite(x) & (divisor > 0)  # not so for NaN

    def is_large(rest: Value) -> Lanes:
        return (m.wrap(rest, x.dtype) >= divisor) & is_regular

    def turn(rest: Value) -> list[Value]:
        rest, large = m.wrap(rest, x.dtype), is_large(rest)
        factor = divisor
        for up in (2.0**900, 2.0**190):  # the quotient may be beyond the range
            factor = m.where(rest / factor > 2.0**1000, factor * up, factor)
        high = upper_half(m, factor)
        quotient = rest / factor * (1 - 2.0**-50)
        quotient = m.bitcast(m.bitcast(quotient, "int64") & _KEEP, "float64")
        quotient = m.maximum(m.trunc(quotient), 1)
        less = (rest - quotient * high) - quotient * (factor - high)
        return [m.where(large, less, rest).value]

    (rest,) = m.b.repeat(lambda rest: m.any(is_large(rest)), turn, [size.value])
    rest = m.where(is_regular, m.wrap(rest, x.dtype), np.nan)
    rest = m.where(m.isnan(y), y, rest)
    return m.copysign(rest, x)


def _float_remainder(m: LaneMath, x: Lanes, y: Lanes) -> Lanes:
    rest = _float_fmod(m, x, y)
    moved = m.where((rest < 0) != (y < 0), rest + y, rest)
    signed = m.where(rest == 0, m.copysign(0, y), moved)
    return m.where(y == 0, rest, signed)


def _float_floor_divide(m: LaneMath, x: Lanes, y: Lanes) -> Lanes:
    """The quotient of x less the remainder, rounded, as numpy does it."""
    rest = _float_fmod(m, x, y)
    quotient = (x - rest) / y
    goes_below = (rest != 0) & ((rest < 0) != (y < 0))
    quotient = m.where(goes_below, quotient - 1, quotient)
    whole = m.floor(quotient)
    whole = m.where(quotient - whole > 0.5, whole + 1, whole)
    whole = m.where(quotient == 0, m.copysign(0, x / y), whole)
    return m.where(y == 0, x / y, whole)


floor_divide = _for_both(integers.floor_divide, _float_floor_divide)
mod = _for_both(integers.remainder, _float_remainder)
fmod = _for_both(integers.cut_remainder, _float_fmod)
