"""Hyperbolic functions. Errors: tanh 3 ULP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.engines.native.vector_math.defining import FLOAT32, FLOAT64, within
from graph.engines.native.vector_math.exponential import clamp, expm1_in_range

if TYPE_CHECKING:
    from graph.engines.native.lanes import LaneMath, Lanes

#: from here on tanh is 1
_ONE_FROM = {FLOAT32: 9.1, FLOAT64: 19.1}


@within(ulp=3)
def tanh(m: LaneMath, x: Lanes) -> Lanes:
    """(e**2x - 1) / (e**2x + 1)."""
    a = clamp(m, m.absolute(x), 0.0, _ONE_FROM[x.dtype])
    e = expm1_in_range(m, a + a)
    return m.copysign(e / (e + 2), x)
