"""Powers, cube roots and lengths; float32 ones are computed in float64."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.engines.native.vector_math import coefficients as c
from graph.engines.native.vector_math.defining import (
    FLOAT32,
    FLOAT64,
    in_float64,
    require_kind,
    within,
)
from graph.engines.native.vector_math.double_double import (
    product,
    two_product,
    two_sum,
)
from graph.engines.native.vector_math.exponential import clamp, exp_of_sum
from graph.engines.native.vector_math.integers import integer_power
from graph.engines.native.vector_math.logarithm import mantissa_and_exponent

if TYPE_CHECKING:
    from graph.engines.native.lanes import LaneMath, Lanes

#: whatever is larger than 1 is out of range to this power, and smaller than 1 too
_LARGEST_EXPONENT = 2.0**100


@within(ulp=2)
def float_power(m: LaneMath, x: Lanes, y: Lanes) -> Lanes | float:
    if x.dtype == FLOAT64:
        return _with_signs(m, x, y, _size_of_power)
    wide = (m.cast(v, FLOAT64) for v in (x, y))
    return m.cast(_with_signs(m, *wide, _short_size_of_power), FLOAT32)


def power(m: LaneMath, x: Lanes, y: Lanes) -> Lanes:
    """x**y; of integers only the unsigned ones, as negative exponents are errors."""
    x, y = m.together(x, y)
    if x.dtype.kind == "f":
        return float_power(m, x, y)
    require_kind(x, "u")
    return integer_power(m, x, y)


power.ulp, power.of_inputs = float_power.ulp, False  # type: ignore[attr-defined]


def _with_signs(
    m: LaneMath, x: Lanes, y: Lanes, size_of_power: Callable[..., Any]
) -> Lanes:
    """The power by that of abs(x), and the rules for 0, infinity and negative x."""
    size = m.absolute(x)
    z = size_of_power(m, size, clamp(m, y, -_LARGEST_EXPONENT, _LARGEST_EXPONENT))
    zero, infinite = m.constant(0, x.dtype), m.constant(np.inf, x.dtype)
    z = m.where(size == 0, m.where(y > 0, zero, infinite), z)
    z = m.where(size == np.inf, m.where(y > 0, infinite, zero), z)
    is_whole = m.trunc(y) == y
    half = y * 0.5
    is_odd = is_whole & (m.trunc(half) != half)
    z = m.where(is_odd, m.copysign(z, x), z)
    z = m.where((x < 0) & (size < np.inf) & ~is_whole, np.nan, z)
    z = m.where(m.isnan(x) | m.isnan(y), np.nan, z)
    return m.where((y == 0) | (x == 1), 1, z)


def _short_size_of_power(m: LaneMath, x: Lanes, y: Lanes) -> Lanes:
    """What is exact enough for float32."""
    return m.exp(y * m.log(x))


def _size_of_power(m: LaneMath, x: Lanes, y: Lanes) -> Lanes:
    """x**y for finite x > 0: the error of the logarithm grows with the result's."""
    high, low = product(m, _log(m, x), (y, m.constant(0, y.dtype)))
    low = m.where(m.absolute(high) < 2000, low, 0)  # else NaN, of infinite parts
    return exp_of_sum(m, high, low)


def _log(m: LaneMath, x: Lanes) -> tuple[Lanes, Lanes]:
    """ln(x) as a sum of two numbers, right to about 2**-65 of it.

    It is e ln 2 + 2 atanh(s), s = t / (2 + t) with x = 2**e (1 + t).
    """
    mantissa, exponent = mantissa_and_exponent(m, x)
    t = mantissa - 1
    below = t + 2
    below_low = t - (below - 2)
    s = t / below
    back, back_low = two_product(m, s, below)
    s = s, (((t - back) - back_low) - s * below_low) / below
    z = product(m, s, s)
    third, third_low = (m.constant(part, x.dtype) for part in c.TWO_THIRDS_F64)
    factor, factor_low = two_sum(third, z[0] * m.polynomial(z[0], c.LOG_TAIL_F64))
    rest = product(m, product(m, s, z), (factor, factor_low + third_low))
    high, low = two_sum(s[0] * 2, rest[0])
    low = low + (s[1] * 2 + rest[1])
    ln2, ln2_low = c.LN2_F64
    total, lost = two_sum(exponent * ln2, high)
    return total, lost + (low + exponent * ln2_low)


@within(ulp=1)
@in_float64
def cbrt(m: LaneMath, x: Lanes) -> Lanes:
    """The cube root: a third of the exponent, a polynomial, a step of Halley's rule."""
    size = m.absolute(x)
    is_tiny = size < 2.0**-1022
    size = m.where(is_tiny, size * 2.0**54, size)
    upper = m.bitcast(size, "uint64") >> 32
    third = (upper * 0xAAAAAAAB) >> 33
    # 2/3 of the bias, less what makes the largest relative errors equal
    guess = m.bitcast((third + 715_094_163) << 32, "float64")
    ratio = guess * guess * (guess / size)
    near = guess * m.polynomial(ratio, c.CBRT_F64)
    near = m.bitcast(
        (m.bitcast(near, "uint64") + (1 << 31)) & ((1 << 64) - (1 << 32)), "float64"
    )  # its square is exact
    quotient = size / (near * near)
    y = near + near * ((quotient - near) / (near + near + quotient))
    y = m.where(is_tiny, y * 2.0**-18, y)
    is_regular = (x != 0) & m.isfinite(x)
    return m.where(is_regular, m.copysign(y, x), x + x)


@within(ulp=2)
@in_float64
def hypot(m: LaneMath, x: Lanes, y: Lanes) -> Lanes:
    """sqrt(x**2 + y**2), scaled so that no square is out of range."""
    x, y = m.absolute(x), m.absolute(y)
    larger = m.maximum(x, y)
    one = m.constant(1, x.dtype)
    scale = m.where(larger > 2.0**500, 2.0**-600, one)
    scale = m.where(larger < 2.0**-400, 2.0**600, scale)
    back = m.where(larger > 2.0**500, 2.0**600, one)
    back = m.where(larger < 2.0**-400, 2.0**-600, back)
    x, y = x * scale, y * scale
    z = m.sqrt(m.fma(x, x, y * y)) * back
    return m.where((x == np.inf) | (y == np.inf), np.inf, z)
