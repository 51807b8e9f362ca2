"""The error function, its complement and its inverse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.engines.native.vector_math import coefficients as c
from graph.engines.native.vector_math.bits import upper_half
from graph.engines.native.vector_math.defining import FLOAT32, in_float64, within
from graph.engines.native.vector_math.exponential import (
    clamp,
    exp_in_range,
    exp_of_sum,
)

if TYPE_CHECKING:
    from graph.engines.native.lanes import LaneMath, Lanes


@within(ulp=2)
def erf(m: LaneMath, x: Lanes) -> Lanes:
    size = m.absolute(x)
    if x.dtype == FLOAT32:
        near = c.ERF_F32
        tail = exp_in_range(m, m.polynomial(clamp(m, size, 0.0, 4.0), c.ERF_TAIL_F32))
    else:
        near = c.ERF_F64
        tail = erfc_of_positive(m, size)
    small = m.fma(m.polynomial(x * x, near), x, x)
    return m.where(size < 1, small, m.copysign(1 - tail, x))


def erfc_of_positive(m: LaneMath, x: Lanes) -> Lanes:
    """erfc(x) of float64, x >= 1/2: t e**(-x**2) times a polynomial in t = 1/(1+x/2).

    The square is a sum of two parts, since its error would grow in the exponential.
    """
    x = clamp(m, x, 0.0, 28.0)
    t = 1 / m.fma(x, 0.5, 1)
    high = upper_half(m, x)
    low = -((x - high) * (x + high))
    return exp_of_sum(m, -(high * high), low) * (t * m.polynomial(t, c.ERFC_F64))


@within(ulp=4)
@in_float64
def erfc(m: LaneMath, x: Lanes) -> Lanes:
    """1 - erf(x), relatively exact for large x."""
    small = 1 - m.fma(m.polynomial(x * x, c.ERF_F64), x, x)
    tail = erfc_of_positive(m, m.absolute(x))
    return m.where(m.absolute(x) < 0.5, small, m.where(x < 0, 2 - tail, tail))


@within(ulp=4)
@in_float64
def erfinv(m: LaneMath, x: Lanes) -> Lanes:
    """x times a polynomial in w = -ln(1 - x**2), or in its root for larger w.

    Source:
        Giles 2011, "Approximating the erfinv function"; the coefficients are our own.
    """
    w = -m.log((1 - x) * (1 + x))
    root = m.sqrt(m.maximum(w, 0))
    middle = m.polynomial(m.minimum(w, 6.25) - 3, c.ERFINV_MIDDLE_F64)
    outer = m.polynomial(m.minimum(root, 4) - 3.25, c.ERFINV_OUTER_F64)
    far = m.polynomial(m.minimum(root, 6.1) - 5, c.ERFINV_FAR_F64)
    y = x * m.where(w < 6.25, middle, m.where(root < 4, outer, far))
    return m.where(m.absolute(x) == 1, m.copysign(np.inf, x), y)
