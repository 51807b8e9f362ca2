"""Reductions that leave NaN out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dispatch import as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axes
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.comparison import isnan
from graph.ops.elementwise.exponential import sqrt
from graph.ops.elementwise.logical import logical_not
from graph.ops.elementwise.selection import where
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.reduction.cumulative import cumprod, cumsum
from graph.ops.reduction.extremes import max as maximum_over
from graph.ops.reduction.extremes import min as minimum_over
from graph.ops.reduction.extremes import prod
from graph.ops.reduction.logic import all as all_true
from graph.ops.shape.broadcast import sum as total

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


def without_nan(x: TensorLike, value: float) -> Tensor:
    """x with a value in place of NaN."""
    x = as_tensor(x)
    return where(isnan(x), value, x) if kind_of(x.dtype) in "fc" else x


@public
def nansum(
    x: TensorLike, axis: int | Sequence[int] | None = None, keepdims: bool = False
) -> Tensor:
    """The sum of the elements that are not NaN, over the axes; 0 if all are.

    Example:
        >>> import graph
        >>> float(graph.nansum([1.0, float("nan"), 2.0]))
        3.0
    """
    return total(without_nan(x, 0), axis, keepdims)


@public
def nanprod(
    x: TensorLike, axis: int | Sequence[int] | None = None, keepdims: bool = False
) -> Tensor:
    """The product of the elements that are not NaN, over the axes; 1 if all are.

    Example:
        >>> import graph
        >>> float(graph.nanprod([3.0, float("nan"), 2.0]))
        6.0
    """
    return prod(without_nan(x, 1), axis, keepdims)


@public
def nanmax(
    x: TensorLike, axis: int | Sequence[int] | None = None, keepdims: bool = False
) -> Tensor:
    """The largest element that is not NaN, over the axes; NaN if all are.

    Gradient:
        dy, shared evenly among equal maxima.

    Example:
        >>> import graph
        >>> float(graph.nanmax([1.0, float("nan"), 2.0]))
        2.0
    """
    return _extreme(maximum_over, -np.inf, x, axis, keepdims)


@public
def nanmin(
    x: TensorLike, axis: int | Sequence[int] | None = None, keepdims: bool = False
) -> Tensor:
    """The smallest element that is not NaN, over the axes; NaN if all are.

    Gradient:
        dy, shared evenly among equal minima.

    Example:
        >>> import graph
        >>> float(graph.nanmin([1.0, float("nan"), 2.0]))
        1.0
    """
    return _extreme(minimum_over, np.inf, x, axis, keepdims)


def _extreme(
    reduce: Callable[..., Any],
    worst: float,
    x: TensorLike,
    axis: int | Sequence[int] | None,
    keepdims: bool,
) -> Tensor:
    x = as_tensor(x)
    if kind_of(x.dtype) != "f":
        result: Tensor = reduce(x, axis, keepdims)
        return result
    y = reduce(without_nan(x, worst), axis, keepdims)
    return where(all_true(isnan(x), axis, keepdims), np.nan, y)


@public
def nanmean(
    x: TensorLike, axis: int | Sequence[int] | None = None, keepdims: bool = False
) -> Tensor:
    """The mean of the elements that are not NaN, over the axes; NaN if all are.

    Example:
        >>> import graph
        >>> float(graph.nanmean([1.0, float("nan"), 2.0]))
        1.5
    """
    x = as_float(x)
    wide = _sums_safely(x)
    y = nansum(wide, axis, keepdims) / _count(wide, axis, keepdims)
    return cast(y, x.dtype)


@public
def nanvar(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    ddof: int = 0,
) -> Tensor:
    """The mean of squared deviations of the elements that are not NaN, over the axes.

    Args:
        x: real tensor; integers become floats.
        axis: an axis, several, or None for all.
        keepdims: whether the axes stay, with size 1.
        ddof: the sum of squares is divided by the number of elements less this.

    Example:
        >>> import graph
        >>> float(graph.nanvar([1.0, float("nan"), 3.0]))
        1.0
    """
    x = as_float(x)
    wide = _sums_safely(x)
    axes = normal_axes("nanvar", axis, x.ndim)
    centred = where(isnan(wide), 0, wide - nanmean(wide, axes, keepdims=True))
    squares = total(centred * centred, axes, keepdims)
    return cast(squares / (_count(wide, axes, keepdims) - ddof), x.dtype)


@public
def nanstd(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    ddof: int = 0,
) -> Tensor:
    """The square root of `nanvar`.

    Example:
        >>> import graph
        >>> float(graph.nanstd([1.0, float("nan"), 3.0]))
        1.0
    """
    return sqrt(nanvar(x, axis, keepdims, ddof))


def _sums_safely(x: Tensor) -> Tensor:
    """float16 sums overflow where means do not."""
    return cast(x, "float32") if x.dtype == np.float16 else x


def _count(x: Tensor, axis: int | Sequence[int] | None, keepdims: bool) -> Tensor:
    """How many elements are not NaN, in the dtype of x."""
    return total(cast(logical_not(isnan(x)), x.dtype), axis, keepdims)


@public
def nancumsum(x: TensorLike, axis: int | None = None) -> Tensor:
    """The running sum along an axis, with 0 in place of NaN; see `cumsum`.

    Example:
        >>> import graph
        >>> graph.nancumsum([1.0, float("nan"), 2.0]).numpy()
        array([1., 1., 3.])
    """
    return cumsum(without_nan(x, 0), axis)


@public
def nancumprod(x: TensorLike, axis: int | None = None) -> Tensor:
    """The running product along an axis, with 1 in place of NaN; see `cumprod`.

    Example:
        >>> import graph
        >>> graph.nancumprod([3.0, float("nan"), 2.0]).numpy()
        array([3., 3., 6.])
    """
    return cumprod(without_nan(x, 1), axis)
