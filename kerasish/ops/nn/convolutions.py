"""Convolutions: ordinary, depthwise, separable, transposed."""

from __future__ import annotations

import graph
from kerasish.base.settings import standardize_data_format
from kerasish.base.tensors import convert_to_tensor


def conv(
    inputs, kernel, strides=1, padding="valid", data_format=None, dilation_rate=1
) -> graph.Tensor:
    """y[n, o, d] = sum_kc x[n, o * stride + k * dilation - low, c] * kernel[k, c, d].

    Args:
        inputs: (batch, *spatial, channels) with 1 to 3 spatial axes, or channels first.
        kernel: (*window, channels / groups, filters): there are as many groups as the
            channels of the inputs are a multiple of the kernel's.
        strides: steps between windows, one number or one for each spatial axis.
        padding: "valid" or "same".
        data_format: "channels_last" or "channels_first"; the global one when None.
        dilation_rate: distance of the elements of a window; not together with strides.

    Returns:
        (batch, *windows, filters), or channels first.

    Raises:
        ShapeError: wrong ranks, channels that do not fit, a window that is too large.
        ArgumentError: wrong strides, padding, data format or dilation.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> ops.conv(np.ones((1, 8, 8, 3)), np.ones((3, 3, 3, 4)), 2, "same").shape
        (1, 4, 4, 4)
    """
    layout = standardize_data_format(data_format)
    x, kernel = convert_to_tensor(inputs), convert_to_tensor(kernel)
    groups = _groups(x, kernel, layout)
    return graph.conv(x, kernel, strides, padding, layout, dilation_rate, groups)


def _groups(x, kernel, layout) -> int:
    """How often the kernel's channels go into those of x; 1 where they do not fit."""
    if x.ndim < 2 or kernel.ndim < 2:
        return 1
    have, need = x.shape[-1 if layout == "channels_last" else 1], kernel.shape[-2]
    return have // need if have and need and have % need == 0 else 1


def depthwise_conv(
    inputs, kernel, strides=1, padding="valid", data_format=None, dilation_rate=1
) -> graph.Tensor:
    """y[n, o, c * M + m] = sum_k x[n, o * stride + k - low, c] * kernel[k, c, m].

    Args:
        inputs: (batch, *spatial, channels), or channels first.
        kernel: (*window, channels, M) with a multiplier M.
        strides, padding, data_format: see `conv`.
        dilation_rate: distance of the elements of a window.

    Returns:
        (batch, *windows, channels * M), or channels first.

    Raises:
        ShapeError, ArgumentError: see `conv`.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> ops.depthwise_conv(np.ones((1, 8, 8, 3)), np.ones((3, 3, 3, 2))).shape
        (1, 6, 6, 6)
    """
    layout = standardize_data_format(data_format)
    x, kernel = convert_to_tensor(inputs), convert_to_tensor(kernel)
    return graph.depthwise_conv(x, kernel, strides, padding, layout, dilation_rate)


def separable_conv(
    inputs,
    depthwise_kernel,
    pointwise_kernel,
    strides=1,
    padding="valid",
    data_format=None,
    dilation_rate=1,
) -> graph.Tensor:
    """y = conv(depthwise_conv(x, depthwise_kernel), pointwise_kernel).

    Args:
        inputs: (batch, *spatial, channels), or channels first.
        depthwise_kernel: (*window, channels, multiplier).
        pointwise_kernel: (*ones, channels * multiplier, filters).
        strides, padding, data_format, dilation_rate: of the depthwise part.

    Returns:
        (batch, *windows, filters), or channels first.

    Raises:
        ShapeError, ArgumentError: see `conv`.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> kernels = np.ones((3, 3, 2)), np.ones((1, 6, 5))
        >>> ops.separable_conv(np.ones((1, 8, 3)), *kernels).shape
        (1, 6, 5)
    """
    layout = standardize_data_format(data_format)
    tensors = map(convert_to_tensor, (inputs, depthwise_kernel, pointwise_kernel))
    return graph.separable_conv(*tensors, strides, padding, layout, dilation_rate)


def conv_transpose(
    inputs,
    kernel,
    strides=1,
    padding="valid",
    output_padding=None,
    data_format=None,
    dilation_rate=1,
) -> graph.Tensor:
    """y[n, i * stride + k * dilation - low, d] += x[n, i, c] * kernel[k, d, c].

    Args:
        inputs: (batch, *spatial, channels), or channels first.
        kernel: (*window, filters, channels).
        strides: steps between the places to which neighbours go.
        padding: "valid" or "same".
        output_padding: how much further the result reaches; chosen by `padding` when
            None.
        data_format: see `conv`.
        dilation_rate: distance of the elements of a window; not together with strides.

    Returns:
        (batch, *spatial, filters), or channels first.

    Raises:
        ShapeError, ArgumentError: see `conv`.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> ops.conv_transpose(np.ones((1, 4, 3)), np.ones((3, 5, 3)), 2, "same").shape
        (1, 8, 5)
    """
    layout = standardize_data_format(data_format)
    x, kernel = convert_to_tensor(inputs), convert_to_tensor(kernel)
    return graph.conv_transpose(
        x, kernel, strides, padding, output_padding, layout, dilation_rate
    )
