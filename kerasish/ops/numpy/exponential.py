"""Exponentials and logarithms, roots and squares."""

from __future__ import annotations

import graph
from kerasish.ops.dtypes import countable, floats, floats_alike, tensor, wide_floats


def exp(x) -> graph.Tensor:
    """y = e**x.

    Example:
        >>> from kerasish import ops
        >>> ops.exp([0, 1]).numpy().round(3)
        array([1.   , 2.718], dtype=float32)
    """
    return graph.exp(floats(x))


def exp2(x) -> graph.Tensor:
    """y = 2**x.

    Example:
        >>> from kerasish import ops
        >>> ops.exp2([0, 3]).numpy()
        array([1., 8.], dtype=float32)
    """
    return graph.exp2(floats(x))


def expm1(x) -> graph.Tensor:
    """y = e**x - 1, exact for small x.

    Example:
        >>> from kerasish import ops
        >>> ops.expm1([0.0, 1.0]).numpy().round(3)
        array([0.   , 1.718], dtype=float32)
    """
    return graph.expm1(floats(x))


def log(x) -> graph.Tensor:
    """y = ln(x).

    Example:
        >>> from kerasish import ops
        >>> ops.log([1.0, 2.0]).numpy().round(3)
        array([0.   , 0.693], dtype=float32)
    """
    return graph.log(floats(x))


def log10(x) -> graph.Tensor:
    """y = log10(x).

    Example:
        >>> from kerasish import ops
        >>> ops.log10([1.0, 100.0]).numpy().round(3)
        array([0., 2.], dtype=float32)
    """
    return graph.log10(floats(x))


def log1p(x) -> graph.Tensor:
    """y = ln(1 + x), exact for small x.

    Example:
        >>> from kerasish import ops
        >>> ops.log1p([0.0, 1.0]).numpy().round(3)
        array([0.   , 0.693], dtype=float32)
    """
    return graph.log1p(floats(x))


def log2(x) -> graph.Tensor:
    """y = log2(x).

    Example:
        >>> from kerasish import ops
        >>> ops.log2([1.0, 8.0]).numpy()
        array([0., 3.], dtype=float32)
    """
    return graph.log2(floats(x))


def sqrt(x) -> graph.Tensor:
    """y = sqrt(x).

    Example:
        >>> from kerasish import ops
        >>> ops.sqrt([4, 9]).numpy()
        array([2., 3.], dtype=float32)
    """
    return graph.sqrt(floats(x))


def cbrt(x) -> graph.Tensor:
    """y = x**(1/3), for negative x too.

    Example:
        >>> from kerasish import ops
        >>> ops.cbrt([8.0, -27.0]).numpy().round(3)
        array([ 2., -3.], dtype=float32)
    """
    return graph.cbrt(wide_floats(x))


def square(x) -> graph.Tensor:
    """y = x * x; booleans become int32.

    Example:
        >>> from kerasish import ops
        >>> ops.square([3, -2]).numpy()
        array([9, 4], dtype=int32)
    """
    return graph.square(countable(x))


def reciprocal(x) -> graph.Tensor:
    """y = 1 / x.

    Example:
        >>> from kerasish import ops
        >>> ops.reciprocal([2.0, 4.0]).numpy()
        array([0.5 , 0.25], dtype=float32)
    """
    return graph.reciprocal(floats(x))


def i0(x) -> graph.Tensor:
    """The modified Bessel function of the first kind, order 0.

    Example:
        >>> from kerasish import ops
        >>> ops.i0([0.0, 1.0]).numpy().round(3)
        array([1.   , 1.266], dtype=float32)
    """
    return graph.i0(wide_floats(x))


def logaddexp(x1, x2) -> graph.Tensor:
    """z = ln(e**x1 + e**x2), without overflow.

    Example:
        >>> from kerasish import ops
        >>> float(ops.logaddexp(1000.0, -1000.0))
        1000.0
    """
    return graph.logaddexp(*floats_alike(tensor(x1), tensor(x2)))


def logaddexp2(x1, x2) -> graph.Tensor:
    """z = log2(2**x1 + 2**x2), without overflow.

    Example:
        >>> from kerasish import ops
        >>> float(ops.logaddexp2(1000.0, 1000.0))
        1001.0
    """
    return graph.logaddexp2(*floats_alike(tensor(x1), tensor(x2)))
