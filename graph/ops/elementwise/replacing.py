"""Elementwise functions by cases: steps, and values in place of NaN and infinity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import as_tensor
from graph.ir.dtypes import finfo, kind_of
from graph.ir.tensor import Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.comparison import isnan
from graph.ops.elementwise.rounding import rint
from graph.ops.elementwise.selection import where
from graph.ops.promotion import common_dtype, float_dtype, to_dtype
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def nan_to_num(
    x: TensorLike,
    nan: float = 0.0,
    posinf: float | None = None,
    neginf: float | None = None,
) -> Tensor:
    """x with finite numbers in place of NaN and of the infinities.

    Args:
        x: real tensor; integers stay what they are.
        nan: stands for NaN.
        posinf, neginf: stand for the infinities; the largest and the smallest finite
            number of the dtype when None.

    Gradient:
        dy where x is finite, else 0.

    Example:
        >>> import graph
        >>> graph.nan_to_num([1.0, float("nan"), float("inf")], posinf=9.0).numpy()
        array([1., 0., 9.])
    """
    x = as_tensor(x)
    if kind_of(x.dtype) != "f":
        return x
    limits = finfo(x.dtype)
    high = float(limits.max) if posinf is None else posinf
    low = float(limits.min) if neginf is None else neginf
    y = where(x == np.inf, high, where(x == -np.inf, low, x))
    return where(isnan(x), nan, y)


@public
def heaviside(x: TensorLike, y: TensorLike) -> Tensor:
    """z = 0 where x < 0, y where x == 0, 1 where x > 0; in floating point.

    Gradient:
        None to x; dz where x == 0 to y.

    Example:
        >>> import graph
        >>> graph.heaviside([-2.0, 0.0, 3.0], 0.5).numpy()
        array([0. , 0.5, 1. ])
    """
    dtype = float_dtype(common_dtype(x, y))
    x, y = to_dtype(x, dtype), to_dtype(y, dtype)
    step = where(x == 0, y, where(isnan(x), np.nan, 1))
    return where(x < 0, 0, cast(step, dtype))


@public
def round(x: TensorLike, decimals: int = 0) -> Tensor:
    """x to so many decimals, halves to even.

    Args:
        x: real tensor; its dtype is kept.
        decimals: digits after the point; negative ones stand before it.

    Gradient:
        None: constant almost everywhere.

    Example:
        >>> import graph
        >>> graph.round([1.25, 0.5, 1.5], 1).numpy()
        array([1.2, 0.5, 1.5])
        >>> graph.round([149, 151], -2).numpy()
        array([100, 200])
    """
    x = as_tensor(x)
    if decimals == 0 or (kind_of(x.dtype) in "biu" and decimals > 0):
        return rint(x)
    if kind_of(x.dtype) in "biu":
        return cast(round(cast(x, "float64"), decimals), x.dtype)
    scale = 10.0 ** abs(decimals)
    return rint(x * scale) / scale if decimals > 0 else rint(x / scale) * scale
