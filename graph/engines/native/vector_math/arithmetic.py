"""Arithmetic, signs, larger and smaller, square roots. All of it exact as in numpy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from graph.engines.native.vector_math.defining import NotDefined, require_kind

if TYPE_CHECKING:
    from graph.engines.native.lanes import LaneMath, Lanes


def _binary(
    float_name: str, integer_name: str, bool_name: str | None
) -> Callable[..., Any]:
    def function(m: LaneMath, x: Lanes | int, y: Lanes | float) -> Lanes:
        x, y = m.together(x, y)
        kind = x.dtype.kind
        name = {"f": float_name, "b": bool_name}.get(kind, integer_name)
        if name is None:
            raise NotDefined(f"not defined for {x.dtype}")
        return m.wrap(getattr(m.b, name)(x.value, y.value), x.dtype)

    return function


add = _binary("fadd", "add", "or_")
subtract = _binary("fsub", "sub", None)
multiply = _binary("fmul", "mul", "and_")


def divide(m: LaneMath, x: Lanes, y: Lanes) -> Lanes:
    x, y = m.together(x, y)
    require_kind(x, "f")
    return m.wrap(m.b.fdiv(x.value, y.value), x.dtype)


def negative(m: LaneMath, x: Lanes) -> Lanes:
    require_kind(x, "iuf")
    if x.dtype.kind == "f":
        return m.wrap(m.b.fneg(x.value), x.dtype)
    return 0 - x


def fma(m: LaneMath, x: Lanes, y: Lanes | float, z: Lanes | float) -> Lanes:
    """x * y + z, rounded once where the target can, else twice."""
    x, y, z = m.together(x, y, z)
    require_kind(x, "f")
    return m.wrap(m.b.fma(x.value, y.value, z.value), x.dtype)


def polynomial(m: LaneMath, x: Lanes, coefficients: Sequence[float]) -> Lanes:
    """c[0] + c[1] x + c[2] x**2 + ..., by Horner's rule."""
    total = m.constant(coefficients[-1], x.dtype)
    for coefficient in reversed(coefficients[:-1]):
        total = m.fma(total, x, coefficient)
    return total


def absolute(m: LaneMath, x: Lanes) -> Lanes:
    if x.dtype.kind == "f":
        return m.wrap(m.b.math("fabs", x.value), x.dtype)
    return m.where(x < 0, -x, x) if x.dtype.kind == "i" else x


def sign(m: LaneMath, x: Lanes) -> Lanes:
    """-1, 0 or 1; NaN of NaN."""
    require_kind(x, "iuf")
    one, zero = m.constant(1, x.dtype), m.constant(0, x.dtype)
    if x.dtype.kind == "u":
        return m.where(x > 0, one, zero)
    unordered = x + zero if x.dtype.kind == "f" else zero  # NaN, and 0 of -0
    return m.where(x > 0, one, m.where(x < 0, -one, unordered))


def maximum(m: LaneMath, x: Lanes, y: Lanes) -> Lanes:
    """The larger one; NaN where one of them is."""
    return _extreme(m, m.greater, x, y)


def minimum(m: LaneMath, x: Lanes, y: Lanes | float) -> Lanes:
    """The smaller one; NaN where one of them is."""
    return _extreme(m, m.less, x, y)


def _extreme(
    m: LaneMath, wins: Callable[..., Any], x: Lanes, y: Lanes | float
) -> Lanes:
    x, y = m.together(x, y)
    chosen = m.where(wins(x, y), x, y)  # y where y is NaN
    return m.where(m.isnan(x), x, chosen) if x.dtype.kind == "f" else chosen


def sqrt(m: LaneMath, x: Lanes) -> Lanes:
    require_kind(x, "f")
    return m.wrap(m.b.math("sqrt", x.value), x.dtype)


def reciprocal(m: LaneMath, x: Lanes) -> Lanes:
    return 1 / x


def rsqrt(m: LaneMath, x: Lanes) -> Lanes:
    """1 / sqrt(x), rounded twice, as numpy computes it."""
    return 1 / m.sqrt(x)
