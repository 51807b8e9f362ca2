"""Rounding, limits, and what stands for NaN."""

from __future__ import annotations

import graph
from kerasish.ops.dtypes import countable, floats, operands, tensor


def ceil(x) -> graph.Tensor:
    """The least integer >= x, in floating point.

    Example:
        >>> from kerasish import ops
        >>> ops.ceil([1.2, -1.2]).numpy()
        array([ 2., -1.], dtype=float32)
    """
    return graph.ceil(floats(x))


def floor(x) -> graph.Tensor:
    """The greatest integer <= x, in floating point.

    Example:
        >>> from kerasish import ops
        >>> ops.floor([1.2, -1.2]).numpy()
        array([ 1., -2.], dtype=float32)
    """
    return graph.floor(floats(x))


def trunc(x) -> graph.Tensor:
    """The integer next to x towards 0; integers stay integers.

    Example:
        >>> from kerasish import ops
        >>> ops.trunc([1.7, -1.7]).numpy()
        array([ 1., -1.], dtype=float32)
    """
    return graph.trunc(tensor(x))


def round(x, decimals: int = 0) -> graph.Tensor:
    """x to so many decimals, halves to even; integers stay integers.

    Args:
        x: real tensor.
        decimals: digits after the point; negative ones stand before it.

    Example:
        >>> from kerasish import ops
        >>> ops.round([1.26, 2.5], 1).numpy()
        array([1.3, 2.5], dtype=float32)
    """
    return graph.round(tensor(x), decimals)


def clip(x, x_min, x_max) -> graph.Tensor:
    """max(min(x, x_max), x_min), elementwise; booleans become int32.

    Args:
        x: real tensor.
        x_min, x_max: numbers or tensors; None is no limit.

    Example:
        >>> from kerasish import ops
        >>> ops.clip([-2.0, 0.5, 3.0], 0, 1).numpy()
        array([0. , 0.5, 1. ], dtype=float32)
    """
    x = countable(x)
    if x_max is not None:
        x = graph.minimum(*operands(x, x_max))
    return x if x_min is None else graph.maximum(*operands(x, x_min))


def nan_to_num(
    x, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None
) -> graph.Tensor:
    """x with finite numbers in place of NaN and of the infinities.

    Args:
        x: real tensor.
        nan: stands for NaN.
        posinf, neginf: stand for the infinities; None is the largest and the smallest
            finite number of the dtype.

    Example:
        >>> from kerasish import ops
        >>> ops.nan_to_num([1.0, float("nan"), float("inf")], posinf=9.0).numpy()
        array([1., 0., 9.], dtype=float32)
    """
    return graph.nan_to_num(tensor(x), nan, posinf, neginf)
