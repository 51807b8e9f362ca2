"""Conversion between dtypes, as numpy does it on x86.

Floats are cut towards zero. What an integer cannot hold is taken modulo its range if
the next larger integer of numpy's route holds it, and is the least integer otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.engines.native.vector_math.defining import BOOL, FLOAT32
from graph.ir.dtypes import is_bfloat16

if TYPE_CHECKING:
    from graph.engines.native.lanes import LaneMath, Lanes
    from graph.ir.hints import DTypeLike


def cast(m: LaneMath, x: Lanes, dtype: DTypeLike) -> Lanes | float:
    dtype = np.dtype(dtype)
    if x.dtype == dtype:
        return x
    if is_bfloat16(x.dtype):
        return cast(m, m.wrap(x.value, FLOAT32), dtype)
    if is_bfloat16(dtype):
        return _rounded(m, cast(m, x, FLOAT32), dtype)
    if dtype.kind == "b":
        return x != 0
    if x.dtype.kind == "f":
        return _between_floats(m, x, dtype) if dtype.kind == "f" else _cut(m, x, dtype)
    kind = m.type_of(dtype)
    is_signed = x.dtype.kind == "i"
    if dtype.kind == "f":
        convert = m.b.sitofp if is_signed else m.b.uitofp
    elif x.dtype != BOOL and x.dtype.itemsize > dtype.itemsize:
        convert = m.b.trunc
    elif x.dtype != BOOL and x.dtype.itemsize == dtype.itemsize:
        return m.wrap(x.value, dtype)
    else:
        convert = m.b.sext if is_signed else m.b.zext
    return m.wrap(convert(x.value, kind), dtype)


def _between_floats(m: LaneMath, x: Lanes, dtype: np.dtype) -> Lanes:
    convert = m.b.fptrunc if dtype.itemsize < x.dtype.itemsize else m.b.fpext
    return m.wrap(convert(x.value, m.type_of(dtype)), dtype)


def _rounded(m: LaneMath, x: Lanes | float, dtype: np.dtype) -> Lanes:
    """The nearest bfloat16 of float32, the even one of two; NaN gets one form.

    Adding half of what is cut off, less where that leaves an odd number, carries into
    the exponent where it has to.
    """
    b, bits = m.b, m.bitcast(x, "uint32")
    upper = m.wrap(b.lshr(bits.value, b.like(bits.value, 16)), bits.dtype)
    rounded = (bits + 0x7FFF + (upper & 1)) & 0xFFFF0000
    kept = m.where(m.isnan(x), (bits & 0x80000000) | 0x7FC00000, rounded)
    return m.wrap(m.bitcast(kept, FLOAT32).value, dtype)


def _cut(m: LaneMath, x: Lanes, dtype: np.dtype) -> Lanes | float:
    """A float as an integer."""
    if dtype == np.dtype("uint64"):
        half = 2.0**63
        upper = m.cast(_cut_to_signed(m, x - half, np.dtype("int64")), dtype)
        lower = m.cast(_cut_to_signed(m, x, np.dtype("int64")), dtype)
        return m.where(x >= half, upper ^ (1 << 63), lower)
    wide = "int64" if dtype == np.dtype("uint32") or dtype.itemsize == 8 else "int32"
    return m.cast(_cut_to_signed(m, x, np.dtype(wide)), dtype)


def _cut_to_signed(m: LaneMath, x: Lanes, dtype: np.dtype) -> Lanes:
    """LLVM leaves open what becomes of numbers outside the range: none are given it."""
    limit = 2.0 ** (8 * dtype.itemsize - 1)
    if dtype.itemsize < x.dtype.itemsize:
        fits = (x > -limit - 1) & (x < limit)
    else:
        fits = (x >= -limit) & (x < limit)
    inside = m.where(fits, x, 0)
    whole = m.wrap(m.b.fptosi(inside.value, m.type_of(dtype)), dtype)
    return m.where(fits, whole, int(np.iinfo(dtype).min))
