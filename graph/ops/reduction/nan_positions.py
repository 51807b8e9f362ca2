"""Positions of extremes among the elements that are not NaN."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dispatch import as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.tensor import Tensor
from graph.ops.elementwise.comparison import isnan
from graph.ops.elementwise.selection import where
from graph.ops.public import public
from graph.ops.reduction.extremes import argmax, argmin
from graph.ops.reduction.logic import all as all_true
from graph.ops.reduction.nan_reductions import without_nan

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def nanargmax(
    x: Sequence[int | list[float]] | np.ndarray,
    axis: int | None = None,
    keepdims: bool = False,
) -> Tensor:
    """The index of the first largest element that is not NaN, as int64; -1 if all are.

    Example:
        >>> import graph
        >>> int(graph.nanargmax([float("nan"), 2.0, 5.0]))
        2
    """
    return _position(argmax, -np.inf, x, axis, keepdims)


@public
def nanargmin(
    x: Sequence[float] | np.ndarray, axis: int | None = None, keepdims: bool = False
) -> Tensor:
    """The index of the first smallest element that is not NaN, as int64; -1 if all are.

    Example:
        >>> import graph
        >>> int(graph.nanargmin([float("nan"), 2.0, 5.0]))
        1
    """
    return _position(argmin, np.inf, x, axis, keepdims)


def _position(
    find: Callable[..., Any],
    worst: float,
    x: TensorLike,
    axis: int | None,
    keepdims: bool,
) -> Tensor:
    x = as_tensor(x)
    if kind_of(x.dtype) != "f":
        result: Tensor = find(x, axis, keepdims)
        return result
    best = find(without_nan(x, worst), axis, keepdims)
    return where(all_true(isnan(x), axis, keepdims), -1, best)
