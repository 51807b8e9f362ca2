"""Numbers in the lanes of a vector, and the mathematics on them.

What an op's ``lower(m, *xs)`` gets: ``m`` is a `LaneMath`, each x a `Lanes`::

    def lower(self, m, x):
        return m.where(x > 0, x, self.slope * m.expm1(x))

Lanes compute as numpy does: integers wrap around, floats follow IEEE, NaN propagates,
bad integer divisions give 0. Python numbers take the dtype of the lanes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.constants import vector_type
from graph.engines.native.memory_types import register_type
from graph.engines.native.vector_math import (
    arithmetic,
    bits,
    casting,
    error_function,
    exponential,
    gamma,
    hyperbolic,
    integers,
    inverse_trigonometric,
    logarithm,
    logic,
    powers,
    remainders,
    rounding,
    trigonometric,
)

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike


class Lanes:
    """A vector of numbers of one dtype: an LLVM value with Python's operators."""

    __slots__ = ("dtype", "m", "value")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, m: LaneMath, value: ir.Value, dtype: DTypeLike) -> None:
        self.m, self.value, self.dtype = m, value, np.dtype(dtype)

    def __repr__(self) -> str:
        return f"Lanes({self.dtype} x {self.m.lanes})"

    def __bool__(self) -> bool:
        raise TypeError("lanes have no single truth value: use m.where")

    def __add__(self, other: Lanes | int) -> Lanes:
        return self.m.add(self, other)

    def __radd__(self, other: int) -> Lanes:
        return self.m.add(other, self)

    def __sub__(self, other: Lanes | float) -> Lanes:
        return self.m.subtract(self, other)

    def __rsub__(self, other: int) -> Lanes:
        return self.m.subtract(other, self)

    def __mul__(self, other: Lanes | float) -> Lanes:
        return self.m.multiply(self, other)

    def __rmul__(self, other: float) -> Lanes:
        return self.m.multiply(other, self)

    def __truediv__(self, other: Lanes) -> Lanes:
        return self.m.divide(self, other)

    def __rtruediv__(self, other: float) -> Lanes:
        return self.m.divide(other, self)

    def __neg__(self) -> Lanes:
        return self.m.negative(self)

    def __lt__(self, other: float) -> Lanes:
        return self.m.less(self, other)

    def __le__(self, other: int) -> Lanes:
        return self.m.less_equal(self, other)

    def __gt__(self, other: float) -> Lanes:
        return self.m.greater(self, other)

    def __ge__(self, other: float) -> Lanes:
        return self.m.greater_equal(self, other)

    def __eq__(self, other: object) -> bool:
        return self.m.equal(self, other)

    def __ne__(self, other: object) -> bool:
        return self.m.not_equal(self, other)

    def __and__(self, other: Lanes | int) -> Lanes:
        return self.m.bitwise_and(self, other)

    def __or__(self, other: Lanes | int) -> Lanes:
        return self.m.bitwise_or(self, other)

    def __xor__(self, other: Lanes) -> Lanes:
        return self.m.bitwise_xor(self, other)

    def __invert__(self) -> Lanes:
        return self.m.bitwise_not(self)

    def __floordiv__(self, other: Any) -> Any:
        return self.m.floor_divide(self, other)

    def __mod__(self, other: Any) -> Any:
        return self.m.mod(self, other)

    def __pow__(self, other: Any) -> Any:
        return self.m.power(self, other)

    def __lshift__(self, other: int) -> Lanes:
        return self.m.left_shift(self, other)

    def __rshift__(self, other: int) -> Lanes:
        return self.m.right_shift(self, other)


class LaneMath:
    """Mathematics on `Lanes`, written at the end of a builder's block.

    Arguments are lanes of one dtype; Python numbers beside lanes take their dtype. The
    names are numpy's. Functions of floating-point numbers take float32 and float64;
    the attribute ``ulp`` says how exact one is, and what has none is exact. A function
    that has no code for a dtype raises `NotDefined`: then the numpy kernel runs.

    - values: ``constant``, ``wrap``, ``cast``, ``bitcast``, ``where``, ``together``
    - arithmetic: ``+ - * / // % **`` of lanes, ``fma``, ``polynomial``, ``maximum``,
      ``minimum``, ``absolute``, ``sign``, ``sqrt``, ``rsqrt``, ``reciprocal``, ``fmod``
    - tests: ``< <= > >= == !=`` of lanes, ``isnan``, ``isinf``, ``isfinite``,
      ``signbit``, ``any``, which is a bit of all lanes
    - bits: ``& | ^ ~ << >>`` of lanes, ``popcount``, ``copysign``, ``nextafter``
    - rounding: ``rint``, ``floor``, ``ceil``, ``trunc``
    - the elementary functions, their inverses, and special ones: see below

    Args:
        b: the builder.
        lanes: how many numbers a vector has; of 1 lane they are plain scalars.
    """

    def __init__(self, b: Builder, lanes: int = 1) -> None:
        self.b, self.lanes = b, lanes

    def type_of(self, dtype: DTypeLike) -> ir.Type:
        """The LLVM type of lanes of a dtype."""
        element = register_type(dtype)
        return element if self.lanes == 1 else vector_type(element, self.lanes)

    def wrap(self, value: ir.Value, dtype: DTypeLike) -> Lanes:
        """An LLVM value as lanes of a dtype; booleans are single bits."""
        if value.type != self.type_of(dtype):
            raise TypeError(f"{value.type} is not {self.lanes} lanes of {dtype}")
        return Lanes(self, value, dtype)

    def constant(self, number: float | None, dtype: DTypeLike) -> Lanes:
        """A number in every lane, rounded to the dtype."""
        dtype = np.dtype(dtype)
        number = dtype.type(number).item()
        lanes = None if self.lanes == 1 else self.lanes
        return Lanes(self, self.b.number(number, dtype, lanes), dtype)

    def together(self, *values: Lanes | float) -> tuple[Lanes, ...]:
        """The values as lanes of one dtype: numbers take that of the lanes."""
        found = [value for value in values if isinstance(value, Lanes)]
        if len({value.dtype for value in found}) != 1:
            raise TypeError(f"lanes of one dtype are needed, got {found}")
        dtype = found[0].dtype
        return tuple(
            value if isinstance(value, Lanes) else self.constant(value, dtype)
            for value in values
        )

    add = arithmetic.add
    subtract = arithmetic.subtract
    multiply = arithmetic.multiply
    divide = arithmetic.divide
    negative = arithmetic.negative
    fma = arithmetic.fma
    absolute = arithmetic.absolute
    sign = arithmetic.sign
    maximum = arithmetic.maximum
    minimum = arithmetic.minimum
    sqrt = arithmetic.sqrt
    rsqrt = arithmetic.rsqrt
    reciprocal = arithmetic.reciprocal
    polynomial = arithmetic.polynomial

    equal = logic.equal
    not_equal = logic.not_equal
    less = logic.less
    less_equal = logic.less_equal
    greater = logic.greater
    greater_equal = logic.greater_equal
    bitwise_and = logic.bitwise_and
    bitwise_or = logic.bitwise_or
    bitwise_xor = logic.bitwise_xor
    bitwise_not = logic.bitwise_not
    logical_and = logic.logical_and
    logical_or = logic.logical_or
    logical_xor = logic.logical_xor
    logical_not = logic.logical_not
    where = logic.where
    any = logic.any_lane
    isnan = logic.isnan
    isinf = logic.isinf
    isfinite = logic.isfinite
    signbit = logic.signbit

    bitcast = bits.bitcast
    copysign = bits.copysign
    power_of_two = bits.power_of_two
    nextafter = bits.nextafter

    cast = casting.cast

    rint = rounding.rint
    floor = rounding.floor
    ceil = rounding.ceil
    trunc = rounding.trunc

    left_shift = integers.left_shift
    right_shift = integers.right_shift
    popcount = integers.popcount
    gcd = integers.gcd
    lcm = integers.lcm
    floor_divide = remainders.floor_divide
    mod = remainders.mod
    fmod = remainders.fmod

    exp = exponential.exp
    exp2 = exponential.exp2
    expm1 = exponential.expm1
    sigmoid = exponential.sigmoid

    log = logarithm.log
    log2 = logarithm.log2
    log10 = logarithm.log10
    log1p = logarithm.log1p
    logaddexp = logarithm.logaddexp
    softplus = logarithm.softplus

    power = powers.power
    cbrt = powers.cbrt
    hypot = powers.hypot

    sin = trigonometric.sin
    cos = trigonometric.cos
    tan = trigonometric.tan
    arcsin = inverse_trigonometric.arcsin
    arccos = inverse_trigonometric.arccos
    arctan = inverse_trigonometric.arctan
    arctan2 = inverse_trigonometric.arctan2

    sinh = hyperbolic.sinh
    cosh = hyperbolic.cosh
    tanh = hyperbolic.tanh
    arcsinh = hyperbolic.arcsinh
    arccosh = hyperbolic.arccosh
    arctanh = hyperbolic.arctanh

    erf = error_function.erf
    erfc = error_function.erfc
    erfinv = error_function.erfinv

    lgamma = gamma.lgamma
    digamma = gamma.digamma
    trigamma = gamma.trigamma
    i0 = gamma.i0
    i1 = gamma.i1
