"""Tests of numbers, one boolean for each element."""

from __future__ import annotations

import graph
from kerasish.ops.dtypes import tensor


def isnan(x) -> graph.Tensor:
    """Whether x is not a number.

    Example:
        >>> from kerasish import ops
        >>> ops.isnan([1.0, float("nan")]).numpy()
        array([False,  True])
    """
    return graph.isnan(tensor(x))


def isinf(x) -> graph.Tensor:
    """Whether x is plus or minus infinity.

    Example:
        >>> from kerasish import ops
        >>> ops.isinf([1.0, float("-inf")]).numpy()
        array([False,  True])
    """
    return graph.isinf(tensor(x))


def isfinite(x) -> graph.Tensor:
    """Whether x is neither infinite nor NaN.

    Example:
        >>> from kerasish import ops
        >>> ops.isfinite([1.0, float("nan")]).numpy()
        array([ True, False])
    """
    return graph.isfinite(tensor(x))


def isposinf(x) -> graph.Tensor:
    """Whether x is plus infinity.

    Example:
        >>> from kerasish import ops
        >>> ops.isposinf([float("inf"), float("-inf")]).numpy()
        array([ True, False])
    """
    return graph.isposinf(tensor(x))


def isneginf(x) -> graph.Tensor:
    """Whether x is minus infinity.

    Example:
        >>> from kerasish import ops
        >>> ops.isneginf([float("inf"), float("-inf")]).numpy()
        array([False,  True])
    """
    return graph.isneginf(tensor(x))


def isreal(x) -> graph.Tensor:
    """Whether the imaginary part of x is 0.

    Example:
        >>> from kerasish import ops
        >>> ops.isreal([1 + 2j, 3]).numpy()
        array([False,  True])
    """
    return graph.isreal(tensor(x))


def signbit(x) -> graph.Tensor:
    """Whether the sign of x is minus, that of -0.0 too.

    Example:
        >>> from kerasish import ops
        >>> ops.signbit([-0.0, 1.0]).numpy()
        array([ True, False])
    """
    return graph.signbit(tensor(x))
