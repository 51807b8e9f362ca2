"""Angles from sines, cosines and tangents; float32 ones are computed in float64."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.engines.native.vector_math import coefficients as c
from graph.engines.native.vector_math.defining import in_float64, within

if TYPE_CHECKING:
    from graph.engines.native.lanes import LaneMath, Lanes

QUARTER, QUARTER_LOW = c.QUARTER_PI_F64
HALF, HALF_LOW = 2 * QUARTER, 2 * QUARTER_LOW


def _near_zero(m: LaneMath, x: Lanes) -> tuple[Lanes, Lanes, Lanes]:
    """Whether abs(x) > 1/2, and arcsin: of abs(x), or else of sqrt((1 - abs(x)) / 2).

    The arcsine is a sum of a large and a small part.
    """
    size = m.absolute(x)
    is_large = size > 0.5
    z = m.where(is_large, (1 - size) * 0.5, size * size)
    s = m.where(is_large, m.sqrt(z), size)
    return is_large, s, s * z * m.polynomial(z, c.ASIN_F64)


@within(ulp=3)
@in_float64
def arcsin(m: LaneMath, x: Lanes) -> Lanes:
    is_large, s, rest = _near_zero(m, x)
    large = HALF - ((s + rest) * 2 - HALF_LOW)
    return m.copysign(m.where(is_large, large, s + rest), x)


@within(ulp=3)
@in_float64
def arccos(m: LaneMath, x: Lanes) -> Lanes:
    is_large, s, rest = _near_zero(m, x)
    double = (s + rest) * 2
    large = m.where(x < 0, 2 * HALF - (double - 2 * HALF_LOW), double)
    signed = m.copysign(s, x)
    small = HALF - (signed - (HALF_LOW - m.copysign(rest, x)))
    return m.where(is_large, large, small)


def _angle(m: LaneMath, y: Lanes, x: Lanes) -> Lanes:
    """arctan(y / x) of numbers that are not negative, from 0 to pi / 2.

    Beyond tan(pi / 8) a quarter of pi is taken off, beyond tan(3 pi / 8) a half.
    """
    is_steep = y > x * 2.414213562373095
    is_middle = y > x * 0.41421356237309503
    above = m.where(is_steep, -x, m.where(is_middle, y - x, y))
    below = m.where(is_steep, y, m.where(is_middle, y + x, x))
    t = above / below
    t = m.where((above == 0) & (below == 0), 0, t)
    z = t * t
    zero = m.constant(0, x.dtype)
    base = m.where(is_steep, HALF, m.where(is_middle, QUARTER, zero))
    low = m.where(is_steep, HALF_LOW, m.where(is_middle, QUARTER_LOW, zero))
    return base + (t + (t * z * m.polynomial(z, c.ATAN_F64) + low))


@within(ulp=2)
@in_float64
def arctan(m: LaneMath, x: Lanes) -> Lanes:
    return m.copysign(_angle(m, m.absolute(x), m.constant(1, x.dtype)), x)


@within(ulp=3)
@in_float64
def arctan2(m: LaneMath, y: Lanes, x: Lanes) -> Lanes:
    """The angle of the point (x, y)."""
    up, right = m.absolute(y), m.absolute(x)
    both = (up == np.inf) & (right == np.inf)
    larger = m.maximum(up, right)
    shrink = m.where(larger > 2.0**1000, m.constant(0.125, x.dtype), 1)
    up = m.where(both, 1, up * shrink)
    right = m.where(both, 1, right * shrink)
    angle = _angle(m, up, right)
    angle = m.where(m.signbit(x), 2 * HALF - (angle - 2 * HALF_LOW), angle)
    return m.where(m.isnan(larger), np.nan, m.copysign(angle, y))
