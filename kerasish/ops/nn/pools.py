"""Pools: the maximum or the mean over windows, or over a given number of bins."""

from __future__ import annotations

import graph
from kerasish.base.settings import standardize_data_format
from kerasish.base.tensors import convert_to_tensor


def max_pool(
    inputs, pool_size, strides=None, padding="valid", data_format=None
) -> graph.Tensor:
    """y[o] = the largest x in the window at o, for each image and channel.

    Args:
        inputs: (batch, *spatial, channels) with 1 to 3 spatial axes, or channels first.
        pool_size: of the window, one number or one for each spatial axis.
        strides: steps between windows; the pool size when None.
        padding: "valid" or "same".
        data_format: "channels_last" or "channels_first"; the global one when None.

    Raises:
        ShapeError: wrong rank, or a window larger than an axis.
        ArgumentError: a wrong pool size, strides, padding or data format.

    Example:
        >>> from kerasish import ops
        >>> ops.max_pool([[[1.0], [3.0], [2.0], [5.0]]], 2).numpy().ravel()
        array([3., 5.], dtype=float32)
    """
    layout = standardize_data_format(data_format)
    return graph.max_pool(
        convert_to_tensor(inputs), pool_size, strides, padding, layout
    )


def average_pool(
    inputs, pool_size, strides=None, padding="valid", data_format=None
) -> graph.Tensor:
    """y[o] = the mean of x over the window at o, without what is padded.

    Args:
        inputs, pool_size, strides, padding, data_format: see `max_pool`.

    Raises:
        ShapeError, ArgumentError: see `max_pool`.

    Example:
        >>> from kerasish import ops
        >>> ops.average_pool([[[1.0], [3.0], [2.0], [5.0]]], 2).numpy().ravel()
        array([2. , 3.5], dtype=float32)
    """
    layout = standardize_data_format(data_format)
    return graph.average_pool(
        convert_to_tensor(inputs), pool_size, strides, padding, layout
    )


def adaptive_max_pool(inputs, output_size, data_format=None) -> graph.Tensor:
    """y[i] = the maximum of x[floor(i * size / n) : ceil((i + 1) * size / n)].

    Args:
        inputs: (batch, *spatial, channels) with 1 to 3 spatial axes, or channels first.
        output_size: the number n of bins, one or one for each spatial axis.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Raises:
        ShapeError: wrong rank.
        ArgumentError: a wrong output size or data format.

    Example:
        >>> from kerasish import ops
        >>> ops.adaptive_max_pool([[[1.0], [3.0], [2.0]]], 2).numpy().ravel()
        array([3., 3.], dtype=float32)
    """
    layout = standardize_data_format(data_format)
    return graph.adaptive_max_pool(convert_to_tensor(inputs), output_size, layout)


def adaptive_average_pool(inputs, output_size, data_format=None) -> graph.Tensor:
    """y[i] = the mean of x[floor(i * size / n) : ceil((i + 1) * size / n)].

    Args:
        inputs, output_size, data_format: see `adaptive_max_pool`.

    Raises:
        ShapeError, ArgumentError: see `adaptive_max_pool`.

    Example:
        >>> from kerasish import ops
        >>> ops.adaptive_average_pool([[[1.0], [3.0], [5.0]]], 2).numpy().ravel()
        array([2., 4.], dtype=float32)
    """
    layout = standardize_data_format(data_format)
    return graph.adaptive_average_pool(convert_to_tensor(inputs), output_size, layout)
