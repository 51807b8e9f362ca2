"""Sines, cosines, tangents, of angles of any size. Float32 angles are reduced, and
tangents computed, in float64."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.engines.native.vector_math import coefficients as c
from graph.engines.native.vector_math.angles import reduce_angle
from graph.engines.native.vector_math.defining import (
    FLOAT32,
    FLOAT64,
    in_float64,
    within,
)

if TYPE_CHECKING:
    from graph.engines.native.lanes import LaneMath, Lanes


def sine_and_cosine(
    m: LaneMath, r: Lanes | float, low: Lanes | None
) -> tuple[Lanes, Lanes]:
    """Of r + low, abs(r) <= pi / 4; the small part is that of float64."""
    z = r * r
    if low is None:
        sine = m.fma(z * r, m.polynomial(z, c.SIN_F32), r)
        cosine = m.fma(z * z, m.polynomial(z, c.COS_F32), 1 - z * 0.5)
        return sine, cosine
    cubic = z * r * m.polynomial(z, c.SIN_F64)
    sine = r + (cubic + (low - z * 0.5 * low))
    half = z * 0.5
    rest = z * z * m.polynomial(z, c.COS_F64) - r * low
    cosine = 1 - half
    return sine, cosine + (((1 - cosine) - half) + rest)


def _both(m: LaneMath, x: Lanes) -> tuple[Lanes | float, Lanes, Lanes]:
    """Quadrant, and sine and cosine of the remainder, in the dtype of x."""
    angle = reduce_angle(m, m.cast(x, FLOAT64))
    if x.dtype == FLOAT64:
        return angle.quadrant, *sine_and_cosine(m, angle.high, angle.low)
    quadrant = m.cast(angle.quadrant, "int32")
    return quadrant, *sine_and_cosine(m, m.cast(angle.high, FLOAT32), None)


def _in_quadrant(
    m: LaneMath, quadrant: Lanes | float, sine: Lanes, cosine: Lanes
) -> Lanes:
    """The sine of an angle from the two of the remainder."""
    y = m.where((quadrant & 1) != 0, cosine, sine)
    return m.where((quadrant & 2) != 0, -y, y)


@within(ulp=2)
def sin(m: LaneMath, x: Lanes) -> Lanes:
    return m.where(x == 0, x, _in_quadrant(m, *_both(m, x)))  # of -0 it is -0


@within(ulp=2)
def cos(m: LaneMath, x: Lanes) -> Lanes:
    quadrant, sine, cosine = _both(m, x)
    return _in_quadrant(m, quadrant + 1, sine, cosine)


@within(ulp=3)
@in_float64
def tan(m: LaneMath, x: Lanes) -> Lanes:
    quadrant, sine, cosine = _both(m, x)
    is_odd = (quadrant & 1) != 0
    y = m.where(is_odd, cosine, sine) / m.where(is_odd, -sine, cosine)
    return m.where(x == 0, x, y)
