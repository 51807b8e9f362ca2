"""Floating-point numbers as bits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.engines.native.vector_math.defining import require_kind

if TYPE_CHECKING:
    from graph.engines.native.lanes import LaneMath, Lanes
    from graph.ir.hints import DTypeLike


class Format(NamedTuple):
    """How a floating-point dtype is laid out."""

    integer: str
    mantissa_bits: int
    bias: int
    #: 1.5 * 2**mantissa_bits: adding it leaves the nearest integer in the low bits
    magic: float
    smallest_normal: float


FORMATS = {
    np.dtype("float32"): Format("int32", 23, 127, 1.5 * 2.0**23, 2.0**-126),
    np.dtype("float64"): Format("int64", 52, 1023, 1.5 * 2.0**52, 2.0**-1022),
}


def bitcast(m: LaneMath, x: Lanes, dtype: DTypeLike) -> Lanes:
    """The same bits as another dtype of the same size."""
    return m.wrap(m.b.bitcast(x.value, m.type_of(dtype)), dtype)


def copysign(m: LaneMath, x: Lanes, y: Lanes) -> Lanes:
    """The absolute value of x with the sign of y."""
    x, y = m.together(x, y)
    require_kind(x, "f")
    return m.wrap(m.b.math("copysign", x.value, y.value), x.dtype)


def power_of_two(m: LaneMath, n: Lanes, dtype: np.dtype) -> Lanes:
    """2.0**n for integers n of the size of the dtype, within its normal range."""
    form = FORMATS[np.dtype(dtype)]
    exponent = n + form.bias
    shift = m.constant(form.mantissa_bits, n.dtype)
    shifted = m.b.shl(exponent.value, shift.value)
    return m.bitcast(m.wrap(shifted, n.dtype), dtype)


def upper_half(m: LaneMath, x: Lanes) -> Lanes:
    """x with the lower half of its mantissa 0: products of two such are exact."""
    form = FORMATS[x.dtype]
    mask = -(1 << (form.mantissa_bits + 2) // 2)
    return m.bitcast(m.bitcast(x, form.integer) & mask, x.dtype)


def nextafter(m: LaneMath, x: Lanes, y: Lanes) -> Lanes:
    """The next number after x towards y."""
    x, y = m.together(x, y)
    require_kind(x, "f")
    form = FORMATS[x.dtype]
    bits = m.bitcast(x, form.integer)
    away = (x < y) == (x > 0)
    one = m.constant(1, form.integer)
    moved = m.bitcast(m.where(away, bits + one, bits - one), x.dtype)
    least = m.copysign(float(np.finfo(x.dtype).smallest_subnormal), y)
    moved = m.where(x == 0, least, moved)
    moved = m.where(x == y, y, moved)
    return m.where(m.isnan(x) | m.isnan(y), x + y, moved)
