"""The transposed convolution: from the outputs of a convolution to its inputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from graph.ir.dispatch import apply
from graph.ir.errors import ShapeError
from graph.ir.tensor import Tensor
from graph.ops.convolution.arguments import (
    as_pair,
    require_known_window,
    steps_and_dilation,
)
from graph.ops.convolution.conv import Conv, transposed_kernel
from graph.ops.public import public
from graph.ops.window.arguments import (
    from_channels_last,
    is_channels_first,
    per_axis,
    reject,
    to_channels_last,
)
from graph.ops.window.geometry import stretched

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def conv_transpose(
    x: TensorLike,
    kernel: TensorLike,
    strides: int | Sequence[int] = 1,
    padding: str = "valid",
    output_padding: int | Sequence[int] | None = None,
    data_format: str | None = "channels_last",
    dilation: int | Sequence[int] = 1,
) -> Tensor:
    """y[n, i * stride + k * dilation - low, d] += x[n, i, c] * kernel[k, d, c].

    Args:
        x: (batch, *spatial, channels) with 1 to 3 spatial axes.
        kernel: (*window, filters, channels).
        strides: steps between the places to which neighbours of x go.
        padding: "valid" (everything is kept) or "same" (cut to size * stride).
        output_padding: how many places of the result lie behind what the windows of a
            convolution reach, below the strides; chosen by `padding` when None.
        data_format: "channels_last" (also None) or "channels_first", of x and y.
        dilation: distance of the elements of a window; not together with strides.

    Returns:
        (batch, *spatial, filters). With k the reach of the window, (window - 1) *
        dilation + 1, a size n becomes for "valid" (n - 1) * stride + max(k, stride), or
        (n - 1) * stride + k + output_padding; for "same" n * stride, or
        (n - 1) * stride + k % 2 + output_padding.

    Raises:
        ShapeError: wrong ranks, or channels that do not fit.
        ArgumentError: wrong strides, padding, output padding, data format or dilation.

    Gradient:
        In x the convolution of dy with the kernel.

    Source:
        The sizes are those of Keras' Conv2DTranspose.

    Example:
        >>> import graph
        >>> x = [[[1.0], [2.0]]]
        >>> kernel = [[[1.0]], [[10.0]], [[100.0]]]
        >>> graph.conv_transpose(x, kernel, strides=2).numpy().ravel()
        array([  1.,  10., 102.,  20., 200.])
    """
    name = "conv_transpose"
    x, kernel, rank = as_pair(name, x, kernel)
    first = is_channels_first(name, data_format)
    strides, dilation = steps_and_dilation(name, strides, dilation, rank)
    extra = _output_padding(name, output_padding, strides)
    x = to_channels_last(x, first)
    window = require_known_window(name, kernel)
    _require_channels(name, x, kernel)
    word = padding.lower() if isinstance(padding, str) else padding
    if word not in ("valid", "same"):
        reject(name, "unknown padding", '"valid" or "same"', padding=repr(padding))
    reaches = map(stretched, window, dilation)
    pairs = tuple(
        _padding(word, cast(int, reach), stride, more)
        for reach, stride, more in zip(reaches, strides, extra)
    )
    op = Conv((1,) * rank, pairs, strides, dilation)
    return from_channels_last(apply(op, x, transposed_kernel(kernel, 1)), first)


def _output_padding(
    name: str, value: int | Sequence[int] | None, strides: tuple[int, ...]
) -> tuple[int | None, ...]:
    if value is None:
        return (None,) * len(strides)
    values = per_axis(name, "output_padding", value, len(strides), least=0)
    if any(extra >= stride for extra, stride in zip(values, strides)):
        reject(
            name,
            "output_padding must be below the strides",
            "what lies further on is zeros only",
            output_padding=values,
            strides=strides,
        )
    return values


def _require_channels(name: str, x: Tensor, kernel: Tensor) -> None:
    have, need = x.spec.shape[-1], kernel.spec.shape[-1]
    if isinstance(have, int) and isinstance(need, int) and have != need:
        reject(
            name,
            f"x has {have} channels, the kernel takes {need}",
            "the kernel is (*window, filters, channels)",
            ShapeError,
            x=x.spec,
            kernel=kernel.spec,
        )


def _padding(word: str, reach: int, stride: int, extra: int | None) -> tuple[int, int]:
    """Zeros around x, spread by its strides, before the flipped window runs over it.

    All of ``reach - 1`` zeros on both sides keep everything. "same" wants a total that
    gives the promised size, the odd zero in front, as the transpose of TensorFlow's
    padding has it.
    """
    if word == "valid":
        more = max(reach, stride) - reach if extra is None else extra
        return reach - 1, reach - 1 + more
    if extra is None:
        total = reach + stride - 2
    else:
        total = reach - 2 + reach % 2 + extra
    low = min(total - total // 2, reach - 1)
    return low, total - low
