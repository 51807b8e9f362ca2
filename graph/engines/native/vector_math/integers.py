"""Integers: shifts by any amount, divisions, powers, divisors. As numpy has them:
what is divided by 0 gives 0, and -2**31 // -1 stays what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graph.engines.native.vector_math.defining import require_kind

if TYPE_CHECKING:
    from graph.engines.native.builder import Builder
    from graph.engines.native.lanes import LaneMath, Lanes


def _amount(m: LaneMath, x: Lanes, y: Lanes | float) -> tuple[Lanes, Lanes | float]:
    """How far to shift, within what LLVM allows, and whether it was that before."""
    bits = 8 * x.dtype.itemsize
    amount = m.cast(y, f"uint{bits}")  # negative amounts are too large, as in numpy
    fits = amount < bits
    return m.where(fits, amount, bits - 1), fits


def left_shift(m: LaneMath, x: Lanes, y: int) -> Lanes:
    """x << y; 0 where all bits leave."""
    x, y = m.together(x, y)
    require_kind(x, "iu")
    amount, fits = _amount(m, x, y)
    shifted = m.wrap(m.b.shl(x.value, amount.value), x.dtype)
    return m.where(fits, shifted, 0)


def right_shift(m: LaneMath, x: Lanes, y: int) -> Lanes:
    """x >> y with the sign kept; 0 or -1 where all bits leave."""
    x, y = m.together(x, y)
    require_kind(x, "iu")
    amount, fits = _amount(m, x, y)
    if x.dtype.kind == "i":
        return m.wrap(m.b.ashr(x.value, amount.value), x.dtype)
    return m.where(fits, m.wrap(m.b.lshr(x.value, amount.value), x.dtype), 0)


def popcount(m: LaneMath, x: Lanes) -> Lanes:
    """How many bits are 1."""
    require_kind(x, "iu")
    return m.wrap(m.b.math("ctpop", x.value), x.dtype)


def _divided(m: LaneMath, x: Lanes, y: Lanes) -> tuple[Lanes, Lanes, Lanes | float]:
    """The quotient cut towards 0, the rest, and whether y is 0: then both are bad.

    The processor stops at what it cannot divide, so it gets 1 there.
    """
    is_zero = y == 0
    bad = is_zero
    is_signed = x.dtype.kind == "i"
    if is_signed:
        bad = bad | ((y == -1) & (x == int(np.iinfo(x.dtype).min)))
    y = m.where(bad, 1, y)
    divide, rest = (m.b.sdiv, m.b.srem) if is_signed else (m.b.udiv, m.b.urem)
    return (
        m.wrap(divide(x.value, y.value), x.dtype),
        m.wrap(rest(x.value, y.value), x.dtype),
        is_zero,
    )


def floor_divide(m: LaneMath, x: Lanes, y: Lanes | float) -> Lanes:
    quotient, rest, is_zero = _divided(m, x, y)
    if x.dtype.kind == "i":
        quotient = m.where(_is_above(rest, y), quotient - 1, quotient)
    return m.where(is_zero, 0, quotient)


def remainder(m: LaneMath, x: Lanes, y: Lanes) -> Lanes:
    """x - floor(x / y) * y: it has the sign of y."""
    _, rest, is_zero = _divided(m, x, y)
    if x.dtype.kind == "i":
        rest = m.where(_is_above(rest, y), rest + y, rest)
    return m.where(is_zero, 0, rest)


def cut_remainder(m: LaneMath, x: Lanes, y: Lanes) -> Lanes:
    """x - trunc(x / y) * y: it has the sign of x."""
    _, rest, is_zero = _divided(m, x, y)
    return m.where(is_zero, 0, rest)


def _is_above(rest: Lanes, y: Lanes) -> Lanes:
    """Whether cutting has gone up: there is a rest, of another sign than y."""
    return (rest != 0) & ((rest ^ y) < 0)


def integer_power(m: LaneMath, x: Lanes, y: Lanes) -> Lanes:
    """x**y of unsigned integers, by squaring."""

    def turn(_: Any, result: Any, base: Any, rest: Any) -> Any:
        result, base, rest = (m.wrap(v, x.dtype) for v in (result, base, rest))
        result = m.where((rest & 1) != 0, result * base, result)
        return result.value, (base * base).value, (rest >> 1).value

    first = m.constant(1, x.dtype).value, x.value, y.value
    result, *_ = m.b.loop(0, 8 * x.dtype.itemsize, 1, turn, first)
    return m.wrap(result, x.dtype)


def gcd(m: LaneMath, x: Any, y: Any) -> Lanes | float:
    """The greatest common divisor, by Euclid's rule."""
    x, y = m.together(x, y)
    require_kind(x, "iu")
    dtype = np.dtype(f"uint{8 * x.dtype.itemsize}")
    start = [m.cast(m.absolute(v), dtype).value for v in (x, y)]

    def goes_on(a: Any, b: Builder) -> Any:
        return m.any(m.wrap(b, dtype) != 0)

    def turn(a: Any, b: Builder) -> Any:
        a, b = m.wrap(a, dtype), m.wrap(b, dtype)
        is_done = b == 0
        _, rest, _ = _divided(m, a, b)
        return m.where(is_done, a, b).value, m.where(is_done, b, rest).value

    divisor, _ = m.b.repeat(goes_on, turn, start)
    return m.cast(m.wrap(divisor, dtype), x.dtype)


def lcm(m: LaneMath, x: Any, y: Any) -> Lanes:
    """The least common multiple."""
    x, y = m.together(x, y)
    size, other = m.absolute(x), m.absolute(y)
    return floor_divide(m, size, m.gcd(x, y)) * other
