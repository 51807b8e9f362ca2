"""Quantiles of the elements that are not NaN."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dispatch import as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axes, without
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.comparison import isnan
from graph.ops.elementwise.logical import logical_not
from graph.ops.elementwise.selection import maximum, where
from graph.ops.indexing.gather import take_along_axis
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.reduction.statistics import count_along
from graph.ops.shape.broadcast import sum as total
from graph.ops.shape.reshape import reshape
from graph.ops.shape.transpose import moveaxis, transpose
from graph.ops.sorting.quantile import between, quantile, require_quantile
from graph.ops.sorting.sort import sort

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def nanquantile(
    x: TensorLike,
    q: float | Tensor,
    axis: int | Sequence[int] | None = None,
    method: str = "linear",
    keepdims: bool = False,
) -> Tensor:
    """`quantile` of the elements that are not NaN; NaN if all are.

    Args:
        x: real tensor.
        q: a number from 0 to 1, or a vector of them.
        axis: an axis, several, or None for all.
        method: see `quantile`.
        keepdims: whether the axes stay, with size 1.

    Raises:
        ArgumentError: an unknown method, or q outside 0 to 1.

    Gradient:
        To the elements that the result is taken from.

    Example:
        >>> import graph
        >>> float(graph.nanquantile([4.0, float("nan"), 1.0, 3.0], 0.5))
        3.0
    """
    x, q = as_tensor(x), cast(as_tensor(q), "float64")
    if kind_of(x.dtype) != "f":
        return quantile(x, q, axis, method, keepdims)
    x = as_float(x)
    axes = normal_axes("nanquantile", axis, x.ndim)
    require_quantile(x, q, axes, method)
    rest = without(range(x.ndim), axes)
    others, size = without(x.spec.shape, axes), count_along(x, axes)
    ordered = sort(reshape(transpose(x, rest + axes), (*others, size)), -1)
    counts = total(cast(logical_not(isnan(ordered)), "int64"), -1, keepdims=True)
    at = cast(maximum(counts - 1, 0), "float64") * reshape(q, (-1,))
    found = between(ordered, at, method, take_along_axis)
    y = where(counts > 0, found, np.nan)
    if keepdims:
        kept = tuple(1 if i in axes else s for i, s in enumerate(x.spec.shape))
        y = reshape(y, (*kept, -1))
    y = moveaxis(y, -1, 0)
    return y if q.ndim else y[0]


@public
def nanpercentile(
    x: TensorLike,
    q: Any,
    axis: int | Sequence[int] | None = None,
    method: str = "linear",
    keepdims: bool = False,
) -> Tensor:
    """`nanquantile` with q in percents, from 0 to 100.

    Example:
        >>> import graph
        >>> float(graph.nanpercentile([1.0, float("nan"), 3.0], 50))
        2.0
    """
    return nanquantile(x, cast(as_tensor(q), "float64") / 100, axis, method, keepdims)


@public
def nanmedian(
    x: TensorLike, axis: int | Sequence[int] | None = None, keepdims: bool = False
) -> Tensor:
    """The middle of the elements that are not NaN; of two, their mean.

    Example:
        >>> import graph
        >>> float(graph.nanmedian([5.0, float("nan"), 1.0, 2.0]))
        2.0
    """
    return nanquantile(x, 0.5, axis, "midpoint", keepdims)
