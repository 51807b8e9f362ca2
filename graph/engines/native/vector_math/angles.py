"""Angles less their multiples of pi / 2.

Up to 2**20 the multiple is taken off in parts of few bits. Larger angles, which are
rare, are multiplied by as many bits of 2 / pi as they need, one lane after the other.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.memory_types import F64, I64
from graph.engines.native.vector_math import coefficients as c
from graph.engines.native.vector_math.bits import FORMATS
from graph.engines.native.vector_math.defining import FLOAT64
from graph.engines.native.vector_math.double_double import product

if TYPE_CHECKING:
    from graph.engines.native.lanes import LaneMath, Lanes

LARGEST = 2.0**20
I128 = ir.IntType(128)
#: what comes of a large angle: quadrant, remainder, rest of the remainder
_RESULT = ir.LiteralStructType([I64, F64, F64])


class Angle(NamedTuple):
    """x = quadrant * pi / 2 + high + low, and abs(high) is at most about pi / 4."""

    quadrant: Lanes
    high: Lanes
    low: Lanes


def reduce_angle(m: LaneMath, x: Lanes | float) -> Angle:
    """The parts of float64 angles; NaN of infinite ones."""
    small = _reduce_small(m, x)
    is_large = (m.absolute(x) >= LARGEST) & m.isfinite(x)
    parts = m.b.choose(
        m.any(is_large),
        lambda: _reduce_large_lanes(m, x, is_large, small),
        lambda: [part.value for part in small],
    )
    return Angle(*(m.wrap(v, p.dtype) for v, p in zip(parts, small)))


def _reduce_small(m: LaneMath, x: Lanes | float) -> Angle:
    form = FORMATS[FLOAT64]
    shifted = m.fma(x, 2 / np.pi, form.magic)
    base = int(np.array(form.magic).view(form.integer))
    quadrant = m.bitcast(shifted, form.integer) - base
    n = shifted - form.magic
    first, second, third, fourth = c.HALF_PI_F64
    begun = m.fma(n, -first, x)  # exact, as n and the part have few bits
    taken = n * second
    rest = begun - taken
    lost = (begun - rest) - taken
    lost = m.fma(n, -fourth, m.fma(n, -third, lost))
    high = rest + lost
    return Angle(quadrant, high, (rest - high) + lost)


def _reduce_large_lanes(
    m: LaneMath, x: Lanes | float, is_large: Lanes, small: Angle
) -> list[ir.Value]:
    """The parts with those of the large lanes put in."""
    b, function = m.b, _large_reduction(m.b)
    if m.lanes == 1:
        result = b.call(function, [x.value])
        parts = [b.extract_value(result, k) for k in range(3)]
    else:
        parts = [part.value for part in small]
        for lane in range(m.lanes):
            place = ir.Constant(ir.IntType(32), lane)
            number = b.select(b.lane(is_large.value, lane), b.lane(x.value, lane),
                              ir.Constant(F64, LARGEST))  # fmt: skip
            result = b.call(function, [number])
            parts = [
                b.insert_element(part, b.extract_value(result, k), place)
                for k, part in enumerate(parts)
            ]
    return [
        b.select(is_large.value, part, fast.value) for part, fast in zip(parts, small)
    ]


def _large_reduction(b: Builder) -> ir.Function:
    """The function of one number, which is written once in a module.

    Source:
        Payne and Hanek 1983, "Radian reduction for trigonometric functions".
    """
    from graph.engines.native.lanes import LaneMath

    name = "reduce_large_angle"
    module = b.function.module
    if name in module.globals:
        return module.globals[name]
    function = ir.Function(module, ir.FunctionType(_RESULT, [F64]), name)
    function.linkage = "internal"
    function.attributes.add("nounwind")
    inner = Builder(function.append_basic_block("entry"), b.target)
    m = LaneMath(inner)
    angle = _reduce_large(m, m.wrap(function.args[0], "float64"))
    result = ir.Constant(_RESULT, ir.Undefined)
    for k, part in enumerate(angle):
        result = inner.insert_value(result, part.value, k)
    inner.ret(result)
    return function


def _reduce_large(m: LaneMath, x: Lanes) -> Angle:
    b = m.b
    bits = m.bitcast(m.absolute(x), "uint64")
    exponent = (bits >> 52).value
    mantissa = ((bits & ((1 << 52) - 1)) | (1 << 52)).value
    # bits whose product with the number is a multiple of 4 are left out; the table
    # begins with 64 zeros, and x = mantissa * 2**(exponent - 1075)
    place = b.add(exponent, b.int(64 - 2 - 1075))
    words = _window(b, b.lshr(place, b.int(6)), b.and_(place, b.int(63)))
    wide = [b.zext(word, I128) for word in words]
    factor = b.zext(mantissa, I128)
    shift = ir.Constant(I128, 64)
    low = b.lshr(b.mul(factor, wide[2]), shift)
    middle = b.add(b.mul(factor, wide[1]), low)
    total = b.add(b.shl(b.mul(factor, wide[0]), shift), middle)
    # 2 bits of the quadrant, 126 behind the point; rounded to the nearest quadrant
    unit = ir.Constant(I128, 126)
    nearest = b.lshr(b.add(total, ir.Constant(I128, 1 << 125)), unit)
    fraction = b.sub(total, b.shl(nearest, unit))
    high, low = product(m, _as_doubles(m, fraction), _constants(m, c.HALF_PI_F64))
    quadrant = m.wrap(b.trunc(nearest, I64), "int64")
    is_negative = x < 0
    return Angle(
        m.where(is_negative, -quadrant, quadrant),
        m.where(is_negative, -high, high),
        m.where(is_negative, -low, low),
    )


def _window(b: Builder, word: ir.Value, shift: ir.Value) -> list[ir.Value]:
    """Three words of 2 / pi, from a bit on."""
    table = _table(b)
    read = [b.read(table, b.add(word, b.int(k)), "int64") for k in range(4)]
    return [
        b.intrinsic("fshl.i64", [first, second, shift], I64)
        for first, second in itertools.pairwise(read)
    ]


def _table(b: Builder) -> ir.Value:
    module, name = b.function.module, "two_over_pi"
    if name not in module.globals:
        words = [word - (word >> 63 << 64) for word in c.TWO_OVER_PI_WORDS]
        kind = ir.ArrayType(I64, len(words))
        table = ir.GlobalVariable(module, kind, name)
        table.linkage, table.global_constant = "internal", True
        table.initializer = ir.Constant(kind, words)
    return module.globals[name]


def _as_doubles(m: LaneMath, fraction: ir.Value) -> tuple[Lanes, Lanes]:
    """A signed 128-bit integer times 2**-126 as a sum of two numbers."""
    b = m.b
    zero, one = ir.Constant(I128, 0), ir.Constant(I128, 1)
    is_negative = b.icmp_signed("<", fraction, zero)
    size = b.or_(b.select(is_negative, b.sub(zero, fraction), fraction), one)
    zeros = b.ctlz(size, ir.Constant(ir.IntType(1), 1))
    shifted = b.shl(size, zeros)
    upper = b.trunc(b.lshr(shifted, ir.Constant(I128, 75)), I64)  # 53 bits
    lower = b.trunc(b.lshr(shifted, ir.Constant(I128, 11)), I64)  # and 64 below them
    scale = m.power_of_two(m.wrap(b.trunc(zeros, I64), "int64") * -1, "float64")
    scale = m.where(m.wrap(is_negative, "bool"), -scale, scale)
    high = m.cast(m.wrap(upper, "uint64"), "float64") * 2.0 ** (75 - 126)
    low = m.cast(m.wrap(lower, "uint64"), "float64") * 2.0 ** (11 - 126)
    return high * scale, low * scale


def _constants(m: LaneMath, parts: tuple[float, ...]) -> tuple[Lanes, Lanes]:
    """A constant as a sum of two numbers of full length."""
    high = sum(parts)
    low = sum((parts[0] - high, *parts[1:]))
    return m.constant(high, "float64"), m.constant(low, "float64")
