"""Quantiles: what a share of the elements lies below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dispatch import as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.errors import ArgumentError, ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import EagerTensor, Tensor
from graph.ops.axes import normal_axes, without
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.comparison import isnan
from graph.ops.elementwise.rounding import ceil, floor, rint
from graph.ops.elementwise.selection import where
from graph.ops.indexing.gather import take
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.reduction.statistics import count_along
from graph.ops.shape.concatenate import slice_axis
from graph.ops.shape.reshape import reshape
from graph.ops.shape.transpose import moveaxis, transpose
from graph.ops.sorting.sort import sort

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


METHODS = ("linear", "lower", "higher", "midpoint", "nearest")


@public
def quantile(
    x: TensorLike,
    q: TensorLike,
    axis: int | Sequence[int] | None = None,
    method: str = "linear",
    keepdims: bool = False,
) -> Tensor:
    """The value at position q * (n - 1) among the n sorted elements over the axes.

    Args:
        x: real tensor. A NaN over the axes makes the result NaN.
        q: a number from 0 to 1, or a vector of them.
        axis: an axis, several, or None for all.
        method: between two elements: "linear" mixes them, "lower", "higher" and
            "nearest" take one (of equally near ones the one of even rank), "midpoint"
            takes their mean.
        keepdims: whether the axes stay, with size 1.

    Returns:
        Floating point, or the dtype of x where an element is taken; a leading axis for
        a vector of q.

    Raises:
        ArgumentError: an unknown method, or q outside 0 to 1.
        ShapeError: there are no elements, or q has more than one axis.

    Gradient:
        To the elements that the result is taken from.

    Example:
        >>> import graph
        >>> graph.quantile([4.0, 1.0, 3.0, 2.0], [0.0, 0.5]).numpy()
        array([1. , 2.5])
    """
    x, q = as_tensor(x), cast(as_tensor(q), "float64")
    axes = normal_axes("quantile", axis, x.ndim)
    require_quantile(x, q, axes, method)
    if method in ("linear", "midpoint"):
        x = as_float(x)
    rest = without(range(x.ndim), axes)
    others, size = without(x.spec.shape, axes), count_along(x, axes)
    ordered = sort(reshape(transpose(x, rest + axes), (*others, size)), -1)
    y = between(ordered, q * (as_tensor(size) - 1), method)
    if kind_of(x.dtype) == "f":  # NaN is sorted to the end
        last = slice_axis(ordered, len(others), size - 1, size)
        bad = isnan(last if q.ndim else reshape(last, others))
        y = where(bad, np.nan, y)
    if keepdims:
        kept = [1 if i in axes else s for i, s in enumerate(x.spec.shape)]
        y = reshape(y, (*kept, *q.spec.shape))
    return moveaxis(y, -1, 0) if q.ndim else y


def between(
    ordered: Tensor, at: Tensor, method: str, pick: Callable[..., Any] = take
) -> Tensor:
    """The elements at real positions along the last axis."""

    def element(position: Tensor) -> Tensor:
        result: Tensor = pick(ordered, cast(position, "int64"), -1)
        return result

    if method == "nearest":
        return element(rint(at))
    below, above = floor(at), ceil(at)
    if method in ("lower", "higher"):
        return element(below if method == "lower" else above)
    low, high = element(below), element(above)
    share = 0.5 if method == "midpoint" else cast(at - below, ordered.dtype)
    return low + (high - low) * share


def require_quantile(
    x: Tensor,
    q: Tensor,
    axes: tuple[int, ...],
    method: str,
) -> None:
    """Raises for what no quantile is defined for."""
    if method not in METHODS:
        names = ", ".join(map(repr, METHODS))
        raise ArgumentError(
            describe(
                "quantile: unknown method",
                {"method": repr(method)},
                f"one of {names}",
                str(here()),
            )
        )
    if q.ndim > 1:
        raise ShapeError(
            describe("quantile: q is a number or a vector", {"q": q.spec}, "ravel it")
        )
    if isinstance(q, EagerTensor) and not np.all((q.array >= 0) & (q.array <= 1)):
        raise ArgumentError(
            describe(
                "quantile: q runs from 0 to 1",
                {"q": q.tolist()},
                "graph.percentile takes percents",
                str(here()),
            )
        )
    empty = count_along(x, axes)
    if isinstance(empty, int) and empty == 0:
        raise ShapeError(
            describe(
                "quantile: there are no elements",
                {"x": x.spec},
                "reduce axes that are not empty",
                str(here()),
            )
        )


@public
def percentile(
    x: TensorLike,
    q: Any,
    axis: int | Sequence[int] | None = None,
    method: str = "linear",
    keepdims: bool = False,
) -> Tensor:
    """`quantile` with q in percents, from 0 to 100.

    Example:
        >>> import graph
        >>> float(graph.percentile([1.0, 2.0, 3.0], 50))
        2.0
    """
    return quantile(x, cast(as_tensor(q), "float64") / 100, axis, method, keepdims)


@public
def median(
    x: TensorLike, axis: int | Sequence[int] | None = None, keepdims: bool = False
) -> Tensor:
    """The middle element over the axes; of two, their mean. It is quantile(x, 0.5).

    Args:
        x: real tensor. A NaN over the axes makes the result NaN.
        axis: an axis, several, or None for all.
        keepdims: whether the axes stay, with size 1.

    Gradient:
        To the middle elements.

    Example:
        >>> import graph
        >>> float(graph.median([5.0, 1.0, 2.0]))
        2.0
    """
    return quantile(x, 0.5, axis, "midpoint", keepdims)
