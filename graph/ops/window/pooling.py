"""Pooling: the maximum or the mean over windows of the spatial axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dispatch import apply, as_tensor
from graph.ir.tensor import Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.promotion import float_dtype, to_dtype
from graph.ops.public import public
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.window.arguments import (
    from_channels_last,
    is_channels_first,
    padding_pairs,
    per_axis,
    reject,
    spatial_rank,
    to_channels_last,
)
from graph.ops.window.window_max import WindowMax
from graph.ops.window.window_sum import window_sum

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike
    from graph.ops.window.geometry import Pairs


@public
def max_pool(
    x: TensorLike,
    pool_size: int | Sequence[int],
    strides: int | Sequence[int] | None = None,
    padding: str | Sequence[Any] = "valid",
    data_format: str | None = None,
) -> Tensor:
    """y[o] = the largest x in the window at o, for each image and channel.

    Args:
        x: (batch, *spatial, channels) with 1 to 3 spatial axes, real numbers.
        pool_size: window sizes, one or one for each spatial axis.
        strides: steps between windows; the pool size when None.
        padding: "valid" (whole windows only), "same" (ceil(size / stride) windows), or
            pairs (low, high). What is added is never the largest.
        data_format: "channels_last" (also None) or "channels_first".

    Returns:
        (batch, *windows, channels), in the dtype of x.

    Raises:
        ShapeError: wrong rank, or a window larger than an axis.
        ArgumentError: a wrong pool size, strides, padding or data format.

    Gradient:
        To the first maximum of each window, in row-major order.

    Example:
        >>> import graph
        >>> graph.max_pool([[[1.0], [3.0], [2.0], [5.0]]], 2).numpy().ravel()
        array([3., 5.])
    """
    y, window, steps, pairs, first = _arguments(
        "max_pool", x, pool_size, strides, padding, data_format
    )
    return from_channels_last(apply(WindowMax(window, steps, pairs), y), first)


@public
def average_pool(
    x: TensorLike,
    pool_size: int | Sequence[int],
    strides: int | Sequence[int] | None = None,
    padding: str | Sequence[Any] = "valid",
    data_format: str | None = None,
) -> Tensor:
    """y[o] = the mean of x over the part of the window at o that is not padding.

    Args:
        x: (batch, *spatial, channels) with 1 to 3 spatial axes.
        pool_size: window sizes, one or one for each spatial axis.
        strides: steps between windows; the pool size when None.
        padding: "valid" (whole windows only), "same" (ceil(size / stride) windows), or
            pairs (low, high).
        data_format: "channels_last" (also None) or "channels_first".

    Returns:
        (batch, *windows, channels), floating point.

    Raises:
        ShapeError: wrong rank, or a window larger than an axis.
        ArgumentError: a wrong pool size, strides, padding or data format.

    Gradient:
        dy, divided by the count, to each element of its window.

    Example:
        >>> import graph
        >>> x = [[[1.0], [3.0], [2.0]]]
        >>> graph.average_pool(x, 2, padding="same").numpy().ravel()
        array([2., 2.])
    """
    y, window, steps, pairs, first = _arguments(
        "average_pool", x, pool_size, strides, padding, data_format
    )
    y = to_dtype(y, float_dtype(y.dtype))
    dtype = y.dtype
    if dtype == np.float16:
        y = cast(y, "float32")  # a sum of halves may be larger than any half
    total = window_sum(y, window, steps, pairs)
    mean = total / _counts(y, window, steps, pairs)
    return from_channels_last(cast(mean, dtype), first)


def _arguments(
    name: str,
    x: TensorLike,
    pool_size: Sequence[int] | int,
    strides: int | Sequence[int] | None,
    padding: Sequence[tuple[int, ...]] | str,
    data_format: str | None,
) -> tuple[Tensor, tuple[int, ...], tuple[int, ...], Pairs, bool]:
    """The primitive's arguments, with x in channels-last order."""
    x = as_tensor(x)
    first = is_channels_first(name, data_format)
    rank = spatial_rank(name, x)
    window = per_axis(name, "pool_size", pool_size, rank)
    strides = window if strides is None else per_axis(name, "strides", strides, rank)
    if isinstance(padding, str) and padding.lower() == "causal":
        reject(name, "a pool has no causal padding", '"valid" or "same"')
    x = to_channels_last(x, first)
    sizes = x.spec.shape[1:-1]
    pairs = padding_pairs(name, padding, sizes, window, strides, (1,) * rank)
    return x, window, strides, pairs, first


def _counts(
    x: Tensor,
    window: tuple[int, ...],
    strides: tuple[int, ...],
    pairs: Pairs,
) -> Any:
    """How many elements of x each window holds: a number, or one for each window."""
    one = np.ones((), x.dtype)
    if not any(low or high for low, high in pairs):
        result: Any = one * math.prod(window)
        return result
    ones = broadcast_to(one, (1, *x.spec.shape[1:-1], 1))
    return window_sum(ones, window, strides, pairs)
