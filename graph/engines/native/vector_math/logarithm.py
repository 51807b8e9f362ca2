"""Logarithms.

x = 2**e (1 + t) with 1 + t between the roots of 1/2 and 2, and a polynomial in t, or in
t / (2 + t). Errors: log, log2, log10 1 ULP, log1p 2 ULP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.engines.native.vector_math import coefficients as c
from graph.engines.native.vector_math.bits import FORMATS, upper_half
from graph.engines.native.vector_math.defining import FLOAT32, FLOAT64, within

if TYPE_CHECKING:
    from graph.engines.native.lanes import LaneMath, Lanes

_LN2 = {FLOAT32: c.LN2_F32, FLOAT64: c.LN2_F64}
_LOG2_E = {FLOAT32: c.LOG2_E_F32, FLOAT64: c.LOG2_E_F64}
_LOG10_E = {FLOAT32: c.LOG10_E_F32, FLOAT64: c.LOG10_E_F64}
_LOG10_2 = {FLOAT32: c.LOG10_2_F32, FLOAT64: c.LOG10_2_F64}


class Parts(NamedTuple):
    """ln(x) = exponent * ln 2 + (t - half_square + tail)."""

    exponent: Lanes
    t: Lanes
    half_square: Lanes
    tail: Lanes


def mantissa_and_exponent(m: LaneMath, x: Lanes) -> tuple[Lanes, Lanes]:
    """The number between the roots of 1/2 and 2, and the exponent as a float."""
    form = FORMATS[x.dtype]
    is_tiny = x < form.smallest_normal
    lifted = 2.0**form.mantissa_bits
    y = m.where(is_tiny, x * lifted, x)
    unsigned = f"u{form.integer}"
    root = int(np.array(0.5**0.5, x.dtype).view(unsigned))
    bits = m.bitcast(y, unsigned) + ((form.bias << form.mantissa_bits) - root)
    mantissa = (bits & ((1 << form.mantissa_bits) - 1)) + root
    shift = m.constant(form.mantissa_bits, unsigned)
    biased = m.wrap(m.b.lshr(bits.value, shift.value), unsigned)
    # the low bits of 2**mantissa_bits: a conversion that every target has
    base = int(np.array(lifted, x.dtype).view(unsigned))
    whole = m.bitcast(biased | base, x.dtype)
    zero = m.constant(lifted + form.bias, x.dtype)
    zero = m.where(is_tiny, zero + form.mantissa_bits, zero)
    return m.bitcast(mantissa, x.dtype), whole - zero


def parts_of_log(m: LaneMath, x: Lanes) -> Parts:
    mantissa, exponent = mantissa_and_exponent(m, x)
    t = mantissa - 1
    half_square = t * t * 0.5
    if x.dtype == FLOAT32:
        tail = t * t * t * m.polynomial(t, c.LOG_F32)
    else:
        s = t / (t + 2)
        z = s * s
        tail = s * (half_square + z * m.polynomial(z, c.LOG_F64))
    return Parts(exponent, t, half_square, tail)


def finish_log(m: LaneMath, x: Lanes, y: Lanes) -> Lanes:
    """The logarithm y of x, put right where x is not a positive number."""
    y = m.where(x < np.inf, y, x)
    y = m.where(x == 0, -np.inf, y)
    return m.where(x < 0, np.nan, y)


def _log_with(m: LaneMath, x: Lanes, correction: Lanes | None = None) -> Lanes:
    high, low = _LN2[x.dtype]
    parts = parts_of_log(m, x)
    small = m.fma(parts.exponent, low, parts.tail)
    if correction is not None:
        small = small + correction
    rest = parts.t - (parts.half_square - small)
    return m.fma(parts.exponent, high, rest)


@within(ulp=1)
def log(m: LaneMath, x: Lanes) -> Lanes:
    return finish_log(m, x, _log_with(m, x))


@within(ulp=2)
def log1p(m: LaneMath, x: Lanes) -> Lanes:
    """ln(1 + x), relatively exact near 0: what 1 + x has lost is added."""
    one_more = x + 1
    lost = (x - (one_more - 1)) / one_more
    y = finish_log(m, one_more, _log_with(m, one_more, lost))
    return m.where(m.absolute(x) < 2.0**-60, x, y)


def _split(m: LaneMath, x: Lanes) -> tuple[Lanes, Lanes, Lanes]:
    """The exponent, and ln of the mantissa as a sum whose first part has few bits."""
    parts = parts_of_log(m, x)
    high = upper_half(m, parts.t - parts.half_square)
    low = ((parts.t - high) - parts.half_square) + parts.tail
    return parts.exponent, high, low


@within(ulp=1)
def log2(m: LaneMath, x: Lanes) -> Lanes:
    exponent, high, low = _split(m, x)
    return finish_log(m, x, _in_base(m, exponent, None, high, low, _LOG2_E[x.dtype]))


@within(ulp=1)
def log10(m: LaneMath, x: Lanes) -> Lanes:
    whole, fraction = _LOG10_2[x.dtype]
    exponent, high, low = _split(m, x)
    y = _in_base(m, exponent * whole, exponent * fraction, high, low, _LOG10_E[x.dtype])
    return finish_log(m, x, y)


def _in_base(
    m: LaneMath,
    whole: Lanes,
    fraction: Lanes | None,
    high: Lanes,
    low: Lanes,
    factor: tuple[float, ...],
) -> Lanes:
    """whole + fraction + (high + low) * factor, where whole is larger or 0."""
    main = high * factor[0]  # exact: both have half of the bits
    rest = (low + high) * factor[1] + low * factor[0]
    if fraction is not None:
        rest = rest + fraction
    total = whole + main
    return total + (rest + ((whole - total) + main))


@within(ulp=3, of_inputs=True)
def logaddexp(m: LaneMath, x: Lanes, y: Lanes) -> Lanes:
    """ln(e**x + e**y), without overflow."""
    difference = x - y
    larger = m.where(difference > 0, x, y)
    sum_ = larger + m.log1p(m.exp(-m.absolute(difference)))
    sum_ = m.where(x == y, x + 0.6931471805599453, sum_)  # both may be infinite
    return m.where(m.isnan(difference) & (x != y), x + y, sum_)


@within(ulp=2)
def softplus(m: LaneMath, x: Lanes) -> Lanes:
    """ln(1 + e**x)."""
    return m.maximum(x, 0) + m.log1p(m.exp(-m.absolute(x)))
