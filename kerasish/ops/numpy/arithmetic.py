"""Sums, products, quotients and powers of two tensors."""

from __future__ import annotations

import graph
from kerasish.ops.dtypes import (
    alike,
    countable,
    float_operands,
    floats,
    floats_alike,
    operands,
    tensor,
    tensors_alike,
    wide_floats,
)


def add(x1, x2) -> graph.Tensor:
    """z = x1 + x2.

    Example:
        >>> from kerasish import ops
        >>> ops.add([1, 2], 1.5).numpy()
        array([2.5, 3.5], dtype=float32)
    """
    return graph.add(*operands(x1, x2))


def subtract(x1, x2) -> graph.Tensor:
    """z = x1 - x2.

    Example:
        >>> from kerasish import ops
        >>> ops.subtract([1, 2], 1).numpy()
        array([0, 1], dtype=int32)
    """
    return graph.subtract(*operands(x1, x2))


def multiply(x1, x2) -> graph.Tensor:
    """z = x1 * x2.

    Example:
        >>> from kerasish import ops
        >>> ops.multiply([1, 2], [3, 4]).numpy()
        array([3, 8], dtype=int32)
    """
    return graph.multiply(*operands(x1, x2))


def divide(x1, x2) -> graph.Tensor:
    """z = x1 / x2, in floating point.

    Example:
        >>> from kerasish import ops
        >>> ops.divide([1, 2], 4).numpy()
        array([0.25, 0.5 ], dtype=float32)
    """
    return graph.divide(*float_operands(x1, x2))


def true_divide(x1, x2) -> graph.Tensor:
    """z = x1 / x2, in floating point.

    Example:
        >>> from kerasish import ops
        >>> ops.true_divide([1, 2], 4).numpy()
        array([0.25, 0.5 ], dtype=float32)
    """
    return graph.divide(*float_operands(x1, x2))


def divide_no_nan(x1, x2) -> graph.Tensor:
    """z = x1 / x2, and 0 where x2 is 0.

    Example:
        >>> from kerasish import ops
        >>> ops.divide_no_nan([3.0, 1.0], [2.0, 0.0]).numpy()
        array([1.5, 0. ], dtype=float32)
    """
    return graph.divide_no_nan(*floats_alike(x1, x2))


def floor_divide(x1, x2) -> graph.Tensor:
    """z = floor(x1 / x2).

    Example:
        >>> from kerasish import ops
        >>> ops.floor_divide([7, -7], 2).numpy()
        array([ 3, -4], dtype=int32)
    """
    return graph.floor_divide(*operands(x1, x2))


def mod(x1, x2) -> graph.Tensor:
    """z = x1 - x2 * floor(x1 / x2), with the sign of x2; booleans become int32.

    Example:
        >>> from kerasish import ops
        >>> ops.mod([7, -7], 3).numpy()
        array([1, 2], dtype=int32)
    """
    return graph.mod(*_numbers(x1, x2))


def fmod(x1, x2) -> graph.Tensor:
    """z = x1 - x2 * trunc(x1 / x2), with the sign of x1; booleans become int32.

    Example:
        >>> from kerasish import ops
        >>> ops.fmod([7, -7], 3).numpy()
        array([ 1, -1], dtype=int32)
    """
    return graph.fmod(*_numbers(x1, x2))


def power(x1, x2) -> graph.Tensor:
    """z = x1 ** x2.

    Example:
        >>> from kerasish import ops
        >>> ops.power([2, 3], 2).numpy()
        array([4, 9], dtype=int32)
    """
    return graph.power(*operands(x1, x2))


def hypot(x1, x2) -> graph.Tensor:
    """z = sqrt(x1**2 + x2**2), without overflow.

    Example:
        >>> from kerasish import ops
        >>> ops.hypot([3.0, 5.0], [4.0, 12.0]).numpy()
        array([ 5., 13.], dtype=float32)
    """
    return graph.hypot(*_wide(x1, x2))


def heaviside(x1, x2) -> graph.Tensor:
    """0 where x1 < 0, x2 where x1 == 0, 1 where x1 > 0.

    Example:
        >>> from kerasish import ops
        >>> ops.heaviside([-2.0, 0.0, 3.0], 0.5).numpy()
        array([0. , 0.5, 1. ], dtype=float32)
    """
    return graph.heaviside(*_wide(x1, x2))


def nextafter(x1, x2) -> graph.Tensor:
    """The next number after x1 towards x2.

    Example:
        >>> from kerasish import ops
        >>> ops.nextafter([1.0], 1.0).numpy()
        array([1.], dtype=float32)
    """
    return graph.nextafter(*floats_alike(tensor(x1), tensor(x2)))


def gcd(x1, x2) -> graph.Tensor:
    """The greatest integer that divides x1 and x2.

    Example:
        >>> from kerasish import ops
        >>> ops.gcd([12, 18], 8).numpy()
        array([4, 2], dtype=int32)
    """
    return graph.gcd(*tensors_alike([x1, x2]))


def lcm(x1, x2) -> graph.Tensor:
    """The least integer that x1 and x2 divide.

    Example:
        >>> from kerasish import ops
        >>> ops.lcm([4, 3], 6).numpy()
        array([12,  6], dtype=int32)
    """
    return graph.lcm(*tensors_alike([x1, x2]))


def ldexp(x1, x2) -> graph.Tensor:
    """z = x1 * 2**x2, with integers x2.

    Example:
        >>> from kerasish import ops
        >>> ops.ldexp([0.5, 3.0], [4, -1]).numpy()
        array([8. , 1.5], dtype=float32)
    """
    return graph.ldexp(floats(x1), tensor(x2))


def _numbers(x1, x2):
    x1, x2 = alike(x1, tensor(x2))
    return countable(x1), countable(x2)


def _wide(x1, x2):
    x1, x2 = alike(tensor(x1), tensor(x2))
    return wide_floats(x1), wide_floats(x2)
