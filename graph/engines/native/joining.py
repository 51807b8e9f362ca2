"""Two numbers joined to one: what reductions and scatters are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from llvmlite import ir

from graph.engines.native.builder import Builder

if TYPE_CHECKING:
    from graph.engines.native.hints import Value


def add(b: Builder, total: Value, value: Value, dtype: np.dtype) -> ir.Value:
    return b.fadd(total, value) if dtype.kind == "f" else b.add(total, value)


def multiply(b: Builder, total: Value, value: Value, dtype: np.dtype) -> ir.Value:
    return b.fmul(total, value) if dtype.kind == "f" else b.mul(total, value)


def is_ordered(
    b: Builder, order: str, left: Value, right: Value, dtype: np.dtype
) -> ir.Value:
    """A comparison that is false where a number is NaN."""
    if dtype.kind == "f":
        return b.fcmp_ordered(order, left, right)
    compare = b.icmp_unsigned if dtype.kind in "ub" else b.icmp_signed
    return compare(order, left, right)


def maximum(b: Builder, total: Value, value: Value, dtype: np.dtype) -> ir.Value:
    """The larger one; NaN where one is."""
    return _extreme(b, ">", total, value, dtype)


def minimum(b: Builder, total: Value, value: Value, dtype: np.dtype) -> ir.Value:
    """The smaller one; NaN where one is."""
    return _extreme(b, "<", total, value, dtype)


def _extreme(
    b: Builder, order: str, total: Value, value: Value, dtype: np.dtype
) -> Value:
    best = b.select(is_ordered(b, order, value, total, dtype), value, total)
    if dtype.kind != "f":
        return best
    return b.select(b.fcmp_unordered("uno", value, value), value, best)


#: by the names that scatters have for them
JOINS = {"add": add, "mul": multiply, "max": maximum, "min": minimum}
