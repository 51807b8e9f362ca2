"""e**x and its relatives.

x = n ln 2 + r, and a polynomial in r, abs(r) <= ln(2) / 2. Errors: exp, exp2 1.2 ULP,
expm1 2 ULP, sigmoid 3 ULP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.engines.native.vector_math import coefficients as c
from graph.engines.native.vector_math.bits import FORMATS
from graph.engines.native.vector_math.defining import FLOAT32, FLOAT64, within

if TYPE_CHECKING:
    from graph.engines.native.lanes import LaneMath, Lanes

#: where e**x is 0, and where it is infinite, also halved
_RANGE = {FLOAT32: (-104.5, 90.0), FLOAT64: (-746.0, 711.5)}
_RANGE_OF_EXP2 = {FLOAT32: (-152.0, 130.0), FLOAT64: (-1077.0, 1026.0)}
#: beyond it e**x is infinite, and n is not yet too large for a power of two
_LARGEST = {FLOAT32: 89.0, FLOAT64: 710.0}
#: above it neither e**x nor 2**n is denormal
_LEAST = {FLOAT32: -87.0, FLOAT64: -708.0}
_TAIL = {FLOAT32: c.EXP_F32, FLOAT64: c.EXP_F64}
_EXP2 = {FLOAT32: c.EXP2_F32, FLOAT64: c.EXP2_F64}
_LN2 = {FLOAT32: c.LN2_F32, FLOAT64: c.LN2_F64}


def clamp(m: LaneMath, x: Lanes, low: float, high: float) -> Lanes:
    """x within a range; NaN stays NaN."""
    x = m.where(x < low, low, x)
    return m.where(x > high, high, x)


def _nearest(m: LaneMath, x: Lanes, scale: float) -> tuple[Lanes, Lanes]:
    """The integer nearest to x * scale, as an integer and as a float."""
    form = FORMATS[x.dtype]
    shifted = m.fma(x, scale, form.magic)
    base = int(np.array(form.magic, x.dtype).view(form.integer))
    return m.bitcast(shifted, form.integer) - base, shifted - form.magic


def reduce(m: LaneMath, x: Lanes) -> tuple[Lanes, Lanes]:
    """The integer n and r with x = n ln 2 + r."""
    high, low = _LN2[x.dtype]
    n, whole = _nearest(m, x, 1.4426950408889634)
    r = m.fma(whole, -high, x)  # exact: the upper part of ln 2 has few bits
    return n, m.fma(whole, -low, r)


def expm1_of_remainder(m: LaneMath, r: Lanes) -> Lanes:
    """e**r - 1 for abs(r) <= ln(2) / 2."""
    return m.fma(r * r, m.polynomial(r, _TAIL[r.dtype]), r)


def scale(m: LaneMath, x: Lanes, n: Lanes) -> Lanes:
    """x * 2**n in two steps, so that neither is out of range before the result is."""
    half = m.wrap(m.b.ashr(n.value, m.constant(1, n.dtype).value), n.dtype)
    first, second = m.power_of_two(half, x.dtype), m.power_of_two(n - half, x.dtype)
    return x * first * second


def exp_of_sum(
    m: LaneMath, x: Lanes, low: Lanes | None = None, doublings: int = 0
) -> Lanes:
    """e**(x + low) * 2**doublings; low is small."""
    x = clamp(m, x, *_RANGE[x.dtype])
    n, r = reduce(m, x)
    if low is not None:
        r = r + low
    y = 1 + expm1_of_remainder(m, r)
    return scale(m, y, n + doublings if doublings else n)


@within(ulp=1.5)
def exp(m: LaneMath, x: Lanes) -> Lanes:
    return exp_of_sum(m, x)


def exp_in_range(m: LaneMath, x: Lanes) -> Lanes:
    """e**x where neither it nor 2**n is out of the normal range."""
    n, r = reduce(m, x)
    return (1 + expm1_of_remainder(m, r)) * m.power_of_two(n, x.dtype)


def exp_below_zero(m: LaneMath, x: Lanes) -> Lanes:
    """e**x for x <= 0; 0 where that is below the normal range."""
    low = _LEAST[x.dtype]
    is_tiny = x < low
    return m.where(is_tiny, 0, exp_in_range(m, m.where(is_tiny, low, x)))


@within(ulp=1.5)
def exp2(m: LaneMath, x: Lanes) -> Lanes:
    x = clamp(m, x, *_RANGE_OF_EXP2[x.dtype])
    n, whole = _nearest(m, x, 1.0)
    r = x - whole
    return scale(m, m.fma(r, m.polynomial(r, _EXP2[x.dtype]), 1), n)


@within(ulp=2)
def expm1(m: LaneMath, x: Lanes) -> Lanes:
    """e**x - 1, relatively exact near 0: (2**n - 1) + 2**n (e**r - 1)."""
    n, r = reduce(m, clamp(m, x, -40.0, _LARGEST[x.dtype]))
    half = m.power_of_two(n - 1, x.dtype)  # 2**n itself may be out of range
    y = m.fma(half, expm1_of_remainder(m, r), half - 0.5) * 2
    return m.where(m.absolute(x) < 2.0**-60, x, y)  # also -0 and denormals


def expm1_in_range(m: LaneMath, x: Lanes) -> Lanes:
    """e**x - 1 for 0 <= x < 60."""
    n, r = reduce(m, x)
    power = m.power_of_two(n, x.dtype)
    return m.fma(power, expm1_of_remainder(m, r), power - 1)


@within(ulp=3)
def sigmoid(m: LaneMath, x: Lanes) -> Lanes:
    """1 / (1 + e**-x)."""
    e = m.exp(-m.absolute(x))
    return m.where(x < 0, e, 1) / (e + 1)
