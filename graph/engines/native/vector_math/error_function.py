"""The error function. Errors: erf 1.2 ULP in float32, 2 in float64."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.engines.native.vector_math import coefficients as c
from graph.engines.native.vector_math.bits import upper_half
from graph.engines.native.vector_math.defining import FLOAT32, within
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
