"""Comparisons, bits and booleans, choosing, and tests of numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from llvmlite import ir

from graph.engines.native.vector_math.defining import BOOL, require_kind

if TYPE_CHECKING:
    from graph.engines.native.lanes import LaneMath, Lanes


def _comparison(relation: str) -> Callable[..., Any]:
    def function(m: LaneMath, x: Lanes, y: Lanes | float) -> Lanes:
        x, y = m.together(x, y)
        if x.dtype.kind == "f":
            test = m.b.fcmp_unordered if relation == "!=" else m.b.fcmp_ordered
        else:
            test = m.b.icmp_signed if x.dtype.kind == "i" else m.b.icmp_unsigned
        return m.wrap(test(relation, x.value, y.value), BOOL)

    function.__doc__ = f"x {relation} y, as booleans; with NaN only != is true."
    return function


equal = _comparison("==")
not_equal = _comparison("!=")
less = _comparison("<")
less_equal = _comparison("<=")
greater = _comparison(">")
greater_equal = _comparison(">=")


def _bitwise(name: str, kinds: str = "biu") -> Callable[..., Any]:
    def function(m: LaneMath, x: Lanes, y: Lanes | int) -> Lanes:
        x, y = m.together(x, y)
        require_kind(x, kinds)
        return m.wrap(getattr(m.b, name)(x.value, y.value), x.dtype)

    return function


bitwise_and, logical_and = _bitwise("and_"), _bitwise("and_", "b")
bitwise_or, logical_or = _bitwise("or_"), _bitwise("or_", "b")
bitwise_xor, logical_xor = _bitwise("xor"), _bitwise("xor", "b")


def bitwise_not(m: LaneMath, x: Lanes) -> Lanes:
    require_kind(x, "biu")
    return m.wrap(m.b.not_(x.value), x.dtype)


def logical_not(m: LaneMath, x: Lanes) -> Lanes:
    require_kind(x, "b")
    return m.bitwise_not(x)


def where(m: LaneMath, condition: Lanes, x: Lanes | float, y: Lanes | float) -> Lanes:
    """x where the condition holds, else y; what is not chosen has no effect."""
    x, y = m.together(x, y)
    require_kind(condition, "b")
    return m.wrap(m.b.select(condition.value, x.value, y.value), x.dtype)


def any_lane(m: LaneMath, condition: Lanes) -> ir.Value:
    """A bit: whether a boolean is true in some lane."""
    require_kind(condition, "b")
    if m.lanes == 1:
        return condition.value
    mask = m.b.bitcast(condition.value, ir.IntType(m.lanes))
    return m.b.icmp_unsigned("!=", mask, ir.Constant(mask.type, 0))


def isnan(m: LaneMath, x: Lanes) -> Lanes:
    if x.dtype.kind != "f":
        return m.constant(False, BOOL)
    return m.wrap(m.b.fcmp_unordered("uno", x.value, x.value), BOOL)


def isinf(m: LaneMath, x: Lanes) -> Lanes | float:
    if x.dtype.kind != "f":
        return m.constant(False, BOOL)
    return m.absolute(x) == np.inf


def isfinite(m: LaneMath, x: Lanes) -> Lanes:
    if x.dtype.kind != "f":
        return m.constant(True, BOOL)
    return m.absolute(x) < np.inf


def signbit(m: LaneMath, x: Lanes) -> Lanes:
    """Whether the sign bit is set, also that of -0.0 and of NaN."""
    require_kind(x, "biuf")
    if x.dtype.kind == "f":
        x = m.bitcast(x, f"int{8 * x.dtype.itemsize}")
    return x < 0
