"""Convolutions as layers use them: ordinary, depthwise, separable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graph.ir.dims import Dim
from graph.ir.dispatch import apply
from graph.ir.errors import ShapeError
from graph.ir.tensor import Tensor
from graph.ops.convolution.arguments import (
    as_pair,
    require_groups,
    require_known_window,
    steps_and_dilation,
)
from graph.ops.convolution.conv import Conv
from graph.ops.public import public
from graph.ops.shape.reshape import reshape
from graph.ops.window.arguments import (
    from_channels_last,
    is_channels_first,
    padding_pairs,
    reject,
    to_channels_last,
)

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import TensorLike


@public
def conv(
    x: TensorLike,
    kernel: TensorLike,
    strides: int | Sequence[int] = 1,
    padding: str | Sequence[Any] = "valid",
    data_format: str | None = "channels_last",
    dilation: int | Sequence[int] = 1,
    groups: int = 1,
) -> Tensor:
    """y[n, o, d] = sum_kc x[n, o * stride + k * dilation - low, c] * kernel[k, c, d].

    Args:
        x: (batch, *spatial, channels) with 1 to 3 spatial axes.
        kernel: (*window, channels / groups, filters).
        strides: steps between windows, one or one for each spatial axis.
        padding: "valid" (whole windows only); "same" (ceil(size / stride) windows, an
            odd zero at the end); "causal" (one spatial axis, zeros before the first
            element); or pairs (low, high), where a negative number cuts.
        data_format: "channels_last" (also None) or "channels_first", of x and y.
        dilation: distance of the elements of a window; not together with strides.
        groups: into how many parts the channels and the filters are cut, each part of
            the filters seeing one part of the channels.

    Returns:
        (batch, *windows, filters).

    Raises:
        ShapeError: wrong ranks, channels that do not fit, a window that is too large.
        ArgumentError: wrong strides, padding, data format, dilation or groups.

    Gradient:
        In x the convolution of dy with the flipped kernel, in the kernel the
        correlation of x with dy.

    Example:
        >>> import graph
        >>> x = [[[1.0], [2.0], [4.0]]]
        >>> graph.conv(x, [[[1.0]], [[-1.0]]]).numpy().ravel()
        array([-1., -2.])
    """
    x, kernel, rank = as_pair("conv", x, kernel)
    first = is_channels_first("conv", data_format)
    groups = require_groups("conv", groups)
    steps = steps_and_dilation("conv", strides, dilation, rank)
    x = to_channels_last(x, first)
    return from_channels_last(
        _convolve("conv", x, kernel, padding, steps, groups), first
    )


def _convolve(
    name: str,
    x: Tensor,
    kernel: Tensor,
    padding: str | Sequence[tuple[Size, ...]],
    steps: tuple[tuple[int, ...], ...],
    groups: int,
) -> Tensor:
    """The primitive, channels last, with padding by name."""
    strides, dilation = steps
    window = require_known_window(name, kernel)
    sizes = x.spec.shape[1:-1]
    pairs = padding_pairs(name, padding, sizes, window, strides, dilation)
    op = Conv(strides, pairs, (1,) * len(window), dilation, groups)
    return apply(op, x, kernel)


@public
def depthwise_conv(
    x: TensorLike,
    kernel: TensorLike,
    strides: int | Sequence[int] = 1,
    padding: str | Sequence[Any] = "valid",
    data_format: str | None = "channels_last",
    dilation: int | Sequence[int] = 1,
) -> Tensor:
    """y[n, o, c * M + m] = sum_k x[n, o * stride + k - low, c] * kernel[k, c, m].

    Args:
        x: (batch, *spatial, channels) with 1 to 3 spatial axes.
        kernel: (*window, channels, M) with a multiplier M.
        strides, padding, data_format, dilation: as in `graph.conv`; strides and
            dilation may go together.

    Returns:
        (batch, *windows, channels * M).

    Raises:
        ShapeError: wrong ranks, channels that do not fit, a window that is too large.
        ArgumentError: wrong strides, padding, data format or dilation.

    Gradient:
        As that of `graph.conv`, channel by channel.

    Example:
        >>> import graph
        >>> x = [[[1.0, 10.0], [2.0, 20.0]]]
        >>> graph.depthwise_conv(x, [[[1.0], [2.0]], [[1.0], [2.0]]]).numpy()
        array([[[ 3., 60.]]])
    """
    name = "depthwise_conv"
    x, kernel, rank = as_pair(name, x, kernel)
    first = is_channels_first(name, data_format)
    steps = steps_and_dilation(name, strides, dilation, rank, together=True)
    x = to_channels_last(x, first)
    return from_channels_last(_depthwise(name, x, kernel, padding, steps), first)


def _depthwise(
    name: str,
    x: Tensor,
    kernel: Tensor,
    padding: Sequence[tuple[int, ...]] | str,
    steps: tuple[tuple[int, ...], ...],
) -> Tensor:
    """The depthwise convolution, channels last."""
    *window, channels, multiplier = kernel.spec.shape
    if isinstance(channels, Dim) or x.spec.shape[-1] != channels:
        reject(
            name,
            "the kernel must have the channels of x",
            "the kernel is (*window, channels, multiplier), with known channels",
            ShapeError,
            x=x.spec,
            kernel=kernel.spec,
        )
    grouped = reshape(kernel, (*window, 1, channels * multiplier))
    return _convolve(name, x, grouped, padding, steps, max(channels, 1))


@public
def separable_conv(
    x: TensorLike,
    depthwise_kernel: TensorLike,
    pointwise_kernel: TensorLike,
    strides: int | Sequence[int] = 1,
    padding: str | Sequence[Any] = "valid",
    data_format: str | None = "channels_last",
    dilation: int | Sequence[int] = 1,
) -> Tensor:
    """y = conv(depthwise_conv(x, depthwise_kernel), pointwise_kernel).

    Args:
        x: (batch, *spatial, channels) with 1 to 3 spatial axes.
        depthwise_kernel: (*window, channels, multiplier).
        pointwise_kernel: (*ones, channels * multiplier, filters).
        strides, padding, data_format, dilation: of the depthwise part, as in
            `graph.depthwise_conv`.

    Returns:
        (batch, *windows, filters).

    Raises:
        ShapeError: wrong ranks, channels that do not fit, a window that is too large.
        ArgumentError: wrong strides, padding, data format or dilation.

    Gradient:
        Through both parts.

    Example:
        >>> import graph
        >>> x = [[[1.0], [2.0], [4.0]]]
        >>> graph.separable_conv(x, [[[1.0]], [[1.0]]], [[[10.0]]]).numpy().ravel()
        array([30., 60.])
    """
    name = "separable_conv"
    x, depthwise_kernel, rank = as_pair(name, x, depthwise_kernel)
    first = is_channels_first(name, data_format)
    steps = steps_and_dilation(name, strides, dilation, rank, together=True)
    x = to_channels_last(x, first)
    middle = _depthwise(name, x, depthwise_kernel, padding, steps)
    middle, pointwise_kernel, _ = as_pair(name, middle, pointwise_kernel)
    if any(size != 1 for size in pointwise_kernel.spec.shape[:-2]):
        reject(
            name,
            "the window of pointwise_kernel must be 1 on every axis",
            f"pointwise_kernel is {(1,) * rank + ('channels', 'filters')}",
            ShapeError,
            pointwise_kernel=pointwise_kernel.spec,
        )
    plain = (1,) * rank, (1,) * rank
    y = _convolve(name, middle, pointwise_kernel, "valid", plain, 1)
    return from_channels_last(y, first)
