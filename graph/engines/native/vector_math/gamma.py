"""The logarithm of the gamma function and its derivatives, and Bessel functions.

Float32 ones are computed in float64.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from graph.engines.native.vector_math import coefficients as c
from graph.engines.native.vector_math.defining import in_float64, within

if TYPE_CHECKING:
    from graph.engines.native.lanes import LaneMath, Lanes

#: from here on the asymptotic series hold
_LARGE = 8


def _fraction(m: LaneMath, x: Lanes) -> Lanes:
    """pi times x less the nearest integer: sines and tangents need no more of it."""
    return (x - m.rint(x)) * math.pi


@within(ulp=4, of_inputs=True)
@in_float64
def lgamma(m: LaneMath, x: Lanes) -> Lanes:
    """ln(abs(gamma(x))); at x < 1/2 from that at 1 - x."""
    is_left = x < 0.5
    positive = _lgamma_of_positive(m, m.where(is_left, 1 - x, x))
    sine = m.absolute(m.sin(_fraction(m, x)))
    reflected = (math.log(math.pi) - m.log(sine)) - positive
    y = m.where(is_left, reflected, positive)
    y = m.where((x <= 0) & (m.floor(x) == x), np.inf, y)
    return m.where(x == -np.inf, x, y)  # as scipy has it


def _lgamma_of_positive(m: LaneMath, x: Lanes) -> Lanes:
    """For x >= 1/2: polynomials around the roots 1 and 2, up to 8 behind a product.

    Below 0.7 it is that at x + 1, less the logarithm of x.
    """
    y, factors = x, m.constant(1, x.dtype)
    for _ in range(6):
        below = y - 1
        goes_down = (y >= 2.5) & (x < _LARGE)
        factors = m.where(goes_down, factors * below, factors)
        y = m.where(goes_down, below, y)
    is_low = x < 0.7
    first = x - 1
    second = m.where(is_low, first, y - 2)
    product = m.log(m.where(is_low, x, factors))
    at_1 = first * m.polynomial(first, c.LGAMMA_AT_1_F64)
    at_2 = second * m.polynomial(second, c.LGAMMA_AT_2_F64)
    at_2 = m.where(is_low, at_2 - product, at_2 + product)
    t = 1 / x
    series = t * m.polynomial(t * t, c.STIRLING_F64)
    constant = 0.5 * math.log(2 * math.pi) - 0.5
    far = (x - 0.5) * (m.log(x) - 1) + (constant + series)
    return m.where((x < 1.5) & ~is_low, at_1, m.where(x < _LARGE, at_2, far))


def _sum_up(m: LaneMath, x: Lanes, power: int) -> tuple[Lanes, Lanes, Lanes]:
    """x moved up to 8, and the sum of (x + k)**-power over the steps: the first term,
    which is the largest, and the others as one fraction.
    """
    above, below = m.constant(0, x.dtype), m.constant(1, x.dtype)
    first = 1 / (x if power == 1 else x * x)
    first = m.where(x < _LARGE, first, 0)
    x = m.where(x < _LARGE, x + 1, x)
    for _ in range(_LARGE - 1):
        goes_up = x < _LARGE
        factor = x if power == 1 else x * x
        above = m.where(goes_up, above * factor + below, above)
        below = m.where(goes_up, below * factor, below)
        x = m.where(goes_up, x + 1, x)
    return x, first, above / below


@within(ulp=6, of_inputs=True)
@in_float64
def digamma(m: LaneMath, x: Lanes) -> Lanes:
    """The derivative of ln(gamma(x)); at x < 0 from that at 1 - x."""
    is_left = x < 0
    large, first, steps = _sum_up(m, m.where(is_left, 1 - x, x), 1)
    t = 1 / large
    series = t * (0.5 + t * m.polynomial(t * t, c.DIGAMMA_F64))
    y = ((m.log(large) - series) - steps) - first
    reflected = y - math.pi / m.tan(_fraction(m, x))
    y = m.where(is_left, reflected, y)
    y = m.where(is_left & (m.floor(x) == x), np.nan, y)
    return m.where(x == 0, -m.copysign(np.inf, x), y)


@within(ulp=6, of_inputs=True)
@in_float64
def trigamma(m: LaneMath, x: Lanes) -> Lanes:
    """The second derivative of ln(gamma(x))."""
    is_left = x < 0
    large, first, steps = _sum_up(m, m.where(is_left, 1 - x, x), 2)
    t = 1 / large
    series = t * (1 + t * (0.5 + t * m.polynomial(t * t, c.TRIGAMMA_F64)))
    y = (series + steps) + first
    ratio = math.pi / m.sin(_fraction(m, x))
    y = m.where(is_left, ratio * ratio - y, y)
    return m.where((x <= 0) & (m.floor(x) == x), np.inf, y)


def _bessel(
    m: LaneMath, size: Lanes, near: tuple[float, ...], far: tuple[float, ...]
) -> Lanes:
    """A polynomial in x**2, or e**x / sqrt(x) times one in 1 / x."""
    small = m.minimum(size, 7.75)
    inner = m.polynomial(small * small * 0.25, near)
    large = m.maximum(size, 7.75)
    half = m.exp(large * 0.5)
    outer = half * m.polynomial(1 / large, far) / m.sqrt(large) * half
    return m.where(size < 7.75, inner, outer)


@within(ulp=6)
@in_float64
def i0(m: LaneMath, x: Lanes) -> Lanes:
    """The modified Bessel function of the first kind, order 0."""
    return _bessel(m, m.absolute(x), c.I0_F64, c.I0_FAR_F64)


@within(ulp=6)
@in_float64
def i1(m: LaneMath, x: Lanes) -> Lanes:
    """The modified Bessel function of the first kind, order 1."""
    size = m.absolute(x)
    y = _bessel(m, size, c.I1_F64, c.I1_FAR_F64)
    return m.where(size < 7.75, x * y, m.copysign(y, x))
