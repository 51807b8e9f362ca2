"""How numbers of a dtype are held by compiled code: in memory and in registers."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np
from llvmlite import ir

from graph.ir.dtypes import is_bfloat16

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike

POINTER = ir.PointerType()
VOID = ir.VoidType()
I1, I8, I16, I32, I64 = (ir.IntType(n) for n in (1, 8, 16, 32, 64))
F32, F64 = ir.FloatType(), ir.DoubleType()

#: how numbers of a dtype are held in memory; there booleans are bytes
MEMORY_TYPES = {
    "bool": I8,
    **{f"{sign}int{n}": ir.IntType(n) for sign in ("", "u") for n in (8, 16, 32, 64)},
    "float32": F32,
    "float64": F64,
}


@functools.cache
def memory_type(dtype: DTypeLike) -> ir.Type:
    """The LLVM type of an element in memory; bfloat16 are bits there."""
    dtype = np.dtype(dtype)
    return I16 if is_bfloat16(dtype) else MEMORY_TYPES[dtype.name]


@functools.cache
def register_type(dtype: DTypeLike) -> ir.Type:
    """The LLVM type of an element in a register; bfloat16 are float32 there."""
    dtype = np.dtype(dtype)
    if is_bfloat16(dtype):
        return F32
    return I1 if dtype.name == "bool" else MEMORY_TYPES[dtype.name]


@functools.cache
def is_native_dtype(dtype: np.dtype) -> bool:
    """Whether generated code computes with this dtype."""
    return np.dtype(dtype).name in MEMORY_TYPES


@functools.cache
def can_move(dtype: np.dtype) -> bool:
    """Whether generated code reads and writes this dtype.

    bfloat16 too: passes have left only casts and moves of it.
    """
    return is_native_dtype(dtype) or is_bfloat16(np.dtype(dtype))
