"""Hyperbolic functions and their inverses; but for tanh, float32 ones are computed in
float64."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.engines.native.vector_math.defining import (
    FLOAT32,
    FLOAT64,
    in_float64,
    within,
)
from graph.engines.native.vector_math.exponential import (
    clamp,
    exp_of_sum,
    expm1_in_range,
)

if TYPE_CHECKING:
    from graph.engines.native.lanes import LaneMath, Lanes

#: from here on tanh is 1
_ONE_FROM = {FLOAT32: 9.1, FLOAT64: 19.1}
#: from here on 1 does not count beside a square
_LARGE = 2.0**28
_LN2 = 0.6931471805599453


@within(ulp=3)
def tanh(m: LaneMath, x: Lanes) -> Lanes:
    """(e**2x - 1) / (e**2x + 1)."""
    a = clamp(m, m.absolute(x), 0.0, _ONE_FROM[x.dtype])
    e = expm1_in_range(m, a + a)
    return m.copysign(e / (e + 2), x)


@within(ulp=4)
@in_float64
def sinh(m: LaneMath, x: Lanes) -> Lanes:
    size = m.absolute(x)
    e = m.expm1(clamp(m, size, 0.0, 30.0))
    near = 0.5 * (e + e / (e + 1))
    far = exp_of_sum(m, size, doublings=-1)
    return m.copysign(m.where(size < 22, near, far), x)


@within(ulp=3)
@in_float64
def cosh(m: LaneMath, x: Lanes) -> Lanes:
    half = exp_of_sum(m, m.absolute(x), doublings=-1)
    return half + 0.25 / half


@within(ulp=4)
@in_float64
def arcsinh(m: LaneMath, x: Lanes) -> Lanes:
    """ln(x + sqrt(x**2 + 1)), written so that nothing cancels."""
    size = m.absolute(x)
    a = clamp(m, size, 0.0, _LARGE)
    square = a * a
    near = m.log1p(a + square / (1 + m.sqrt(square + 1)))
    far = m.log(size) + _LN2
    return m.copysign(m.where(size < _LARGE, near, far), x)


@within(ulp=4)
@in_float64
def arccosh(m: LaneMath, x: Lanes) -> Lanes:
    """ln(x + sqrt(x**2 - 1)), with t = x - 1."""
    t = clamp(m, x, 1.0, _LARGE) - 1
    near = m.log1p(t + m.sqrt(t * (t + 2)))
    far = m.log(x) + _LN2
    return m.where(x < 1, np.nan, m.where(x < _LARGE, near, far))


@within(ulp=4)
@in_float64
def arctanh(m: LaneMath, x: Lanes) -> Lanes:
    """ln((1 + x) / (1 - x)) / 2."""
    size = m.absolute(x)
    double = size + size
    return m.copysign(0.5 * m.log1p(double / (1 - size)), x)
