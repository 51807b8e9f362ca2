"""Numbers at equal distances, and at equal ratios."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dims import Size
from graph.ir.dtypes import as_dtype, kind_of
from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.elementwise.arithmetic import power
from graph.ops.elementwise.base import broadcast_together
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.exponential import exp, log
from graph.ops.elementwise.rounding import floor
from graph.ops.elementwise.selection import where, zero_like
from graph.ops.promotion import common_dtype, float_dtype, to_dtype
from graph.ops.public import public
from graph.ops.reduction.statistics import divide_by_size
from graph.ops.shape.arange import positions
from graph.ops.shape.reshape import expand_dims, reshape
from graph.ops.shape.transpose import moveaxis
from graph.ops.sizes import as_size

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike, TensorLike


@public
def linspace(
    start: TensorLike,
    stop: TensorLike,
    num: Size = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: object = None,
    axis: int = 0,
) -> Tensor | tuple[Tensor, Tensor]:
    """num numbers from start to stop: start + i * (stop - start) / (num - 1).

    Args:
        start, stop: numbers or tensors that broadcast.
        num: how many, at least 0; may be a symbolic size.
        endpoint: whether stop is the last number; otherwise num divides.
        retstep: whether the step is returned too.
        dtype: of the result; that of start and stop if None, float32 for Python
            numbers.
        axis: where the new axis stands in the result.

    Returns:
        The numbers, or the pair of them and the step.

    Gradient:
        To start and stop, in the proportions in which they are mixed.

    Example:
        >>> import graph
        >>> graph.linspace(0, 1, 5).numpy()
        array([0.  , 0.25, 0.5 , 0.75, 1.  ], dtype=float32)
    """
    num = as_size("linspace", num)
    _require_count(num)
    if dtype is None:
        dtype = _default_dtype(start, stop)
    start, stop = _ends(start, stop)
    gaps = num - 1 if endpoint else num
    single = isinstance(gaps, int) and gaps < 1
    step = stop - start if single else divide_by_size(stop - start, gaps)
    i = reshape(positions(num), (-1, *[1] * start.ndim))
    y = start + cast(i, start.dtype) * step
    if endpoint and not (isinstance(num, int) and num < 2):
        y = where(i < gaps, y, stop)
    y = moveaxis(y, 0, axis) if axis else y
    y = cast(y if kind_of(as_dtype(dtype)) in "fc" else floor(y), dtype)
    if not retstep:
        return y
    return y, step * float("nan") if single else step  # one number has no step


def _default_dtype(*values: TensorLike) -> object:
    if all(isinstance(v, (int, float)) for v in values):
        return np.dtype("float32")
    return float_dtype(common_dtype(*values))


def _require_count(num: Size) -> None:
    if isinstance(num, int) and num < 0:
        what = "linspace: num is negative"
        raise ArgumentError(
            describe(what, {"num": num}, "ask for 0 or more", str(here()))
        )


def _ends(start: TensorLike, stop: TensorLike) -> Sequence[Tensor]:
    """Both as floating-point tensors of one shape and dtype."""
    dtype = float_dtype(common_dtype(start, stop))
    start, stop = to_dtype(start, dtype), to_dtype(stop, dtype)
    return broadcast_together("linspace", start, stop)


@public
def logspace(
    start: Any,
    stop: Any,
    num: Size = 50,
    endpoint: bool = True,
    base: float = 10,
    dtype: DTypeLike | None = None,
    axis: int = 0,
) -> Tensor:
    """base ** linspace(start, stop, num); see `linspace` for the arguments.

    Example:
        >>> import graph
        >>> graph.logspace(0, 2, 3).numpy()
        array([  1.,  10., 100.], dtype=float32)
    """
    wide = float_dtype(common_dtype(start, stop))
    exponents = linspace(start, stop, num, endpoint, dtype=wide, axis=axis)
    dtype = _default_dtype(start, stop, base) if dtype is None else dtype
    return cast(power(base, exponents), dtype)


@public
def geomspace(
    start: TensorLike,
    stop: float | np.ndarray,
    num: Size = 50,
    endpoint: bool = True,
    dtype: DTypeLike | None = None,
    axis: int = 0,
) -> Tensor:
    """num numbers from start to stop, each the same multiple of the one before.

    Args:
        start, stop: numbers or tensors that broadcast, of equal sign and not 0; see
            `linspace` for the other arguments.

    Example:
        >>> import graph
        >>> graph.geomspace(1.0, 8.0, 4).numpy()
        array([1., 2., 4., 8.], dtype=float32)
    """
    dtype = _default_dtype(start, stop) if dtype is None else dtype
    start, stop = _ends(start, stop)
    ratio = exp(linspace(zero_like(start), log(stop / start), num, endpoint, axis=axis))
    return cast(expand_dims(start, axis) * ratio, dtype)
