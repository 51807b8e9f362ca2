"""Means and spreads, and sums of exponentials without overflow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import Size
from graph.ir.dispatch import as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.eager_plan import planned
from graph.ir.leaves import SizeValue
from graph.ir.node import make_node
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axes
from graph.ops.elementwise.arithmetic import divide, multiply
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.comparison import isfinite
from graph.ops.elementwise.complex import conj, real
from graph.ops.elementwise.exponential import exp, log, sqrt
from graph.ops.elementwise.selection import where
from graph.ops.gradient_control import stop_gradient
from graph.ops.promotion import float_dtype
from graph.ops.public import public
from graph.ops.reduction.extremes import max as maximum_over
from graph.ops.shape.broadcast import sum as total
from graph.ops.shape.reshape import squeeze

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


def count_along(x: Tensor, axes: tuple[int, ...]) -> Size:
    """The number of elements that a reduction over the axes joins."""
    return math.prod([x.spec.shape[a] for a in axes], start=1)


def divide_by_size(x: Tensor, size: Size) -> Tensor:
    """x / size, where the size may be known only when data arrives."""
    if isinstance(size, int):
        return divide(x, float(size))
    return divide(x, cast(make_node(SizeValue(size), ()).output(), x.dtype))


@public
@planned(tensors=1)
def mean(
    x: TensorLike, axis: int | Sequence[int] | None = None, keepdims: bool = False
) -> Tensor:
    """The mean over the axes, in floating point.

    Gradient:
        dy / n, repeated along the axes.

    Example:
        >>> import graph
        >>> float(graph.mean([1.0, 2.0, 6.0]))
        3.0
    """
    x = as_tensor(x)
    if kind_of(x.dtype) not in "fc":
        x = cast(x, "float64")
    if x.dtype == np.float16:  # whose sums overflow where means do not
        return cast(mean(cast(x, "float32"), axis, keepdims), "float16")
    axes = normal_axes("mean", axis, x.ndim)
    return divide_by_size(total(x, axes, keepdims), count_along(x, axes))


@public
@planned(tensors=1)
def var(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    ddof: int = 0,
) -> Tensor:
    """The mean of squared deviations from the mean over the axes; n - ddof divides."""
    x = as_tensor(x)
    x = cast(x, float_dtype(x.dtype)) if kind_of(x.dtype) not in "fc" else x
    axes = normal_axes("var", axis, x.ndim)
    centred = x - mean(x, axes, keepdims=True)
    if kind_of(x.dtype) == "c":
        squares = real(multiply(centred, conj(centred)))
    else:
        squares = multiply(centred, centred)
    summed = total(squares, axes, keepdims)
    return divide_by_size(summed, count_along(x, axes) - ddof)


@public
@planned(tensors=1)
def std(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    ddof: int = 0,
) -> Tensor:
    """The square root of `var`."""
    return sqrt(var(x, axis, keepdims, ddof))


@public
@planned(tensors=1)
def logsumexp(
    x: TensorLike, axis: int | Sequence[int] | None = None, keepdims: bool = False
) -> Tensor:
    """log(sum(e**x)) over the axes, computed around the maximum: never overflows.

    Gradient:
        dy * softmax(x).

    Example:
        >>> import graph
        >>> float(graph.logsumexp([1000.0, 1000.0])) == 1000.0 + 0.6931471805599453
        True
    """
    x = as_tensor(x)
    axes = normal_axes("logsumexp", axis, x.ndim)
    peak = stop_gradient(maximum_over(x, axes, keepdims=True))
    peak = where(isfinite(peak), peak, 0)
    y = log(total(exp(x - peak), axes, keepdims=True)) + peak
    return y if keepdims else squeeze(y, axes)
