"""Images as columns of patches, and as blocks of channels."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.base.settings import standardize_data_format
from kerasish.base.tensors import convert_to_tensor


def unfold(x, kernel_size, dilation=1, padding=0, stride=1) -> graph.Tensor:
    """The windows of images as columns (batch, channels * window, windows).

    Args:
        x: (batch, channels, rows, columns).
        kernel_size: of the window, one number or one for each of the two axes.
        dilation: distance of the elements of a window.
        padding: zeros on both sides of each axis.
        stride: steps between windows.

    Raises:
        ShapeError: another rank, or no window fits.
        ArgumentError: wrong numbers.

    Example:
        >>> from kerasish import ops
        >>> ops.unfold([[[[1, 2, 3], [4, 5, 6]]]], 2).tolist()
        [[[1, 2], [2, 3], [4, 5], [5, 6]]]
    """
    return graph.unfold(convert_to_tensor(x), kernel_size, dilation, padding, stride)


def fold(x, output_size, kernel_size, dilation=1, padding=0, stride=1) -> graph.Tensor:
    """The images whose pixels are the sums of the columns of `unfold` that hold them.

    Args:
        x: (batch, channels * window, windows).
        output_size: rows and columns of the images.
        kernel_size, dilation, padding, stride: see `unfold`.

    Returns:
        (batch, channels, *output_size).

    Raises:
        ShapeError: another rank or other sizes.
        ArgumentError: wrong numbers.

    Example:
        >>> from kerasish import ops
        >>> ops.fold([[[1, 2], [2, 3], [4, 5], [5, 6]]], (2, 3), 2).tolist()
        [[[[1, 4, 3], [4, 10, 6]]]]
    """
    x = convert_to_tensor(x)
    return graph.fold(x, output_size, kernel_size, dilation, padding, stride)


def depth_to_space(x, block_size, data_format="channels_last") -> graph.Tensor:
    """Each pixel's channels laid out as a block of block_size**2 pixels.

    Args:
        x: (batch, rows, columns, channels), or channels first.
        block_size: at least 2; its square divides the channels.
        data_format: "channels_last" or "channels_first".

    Returns:
        (batch, rows * b, columns * b, channels / b**2), or channels first.

    Raises:
        ArgumentError: a block size below 2.
        ShapeError: another rank, or channels that do not divide.

    Example:
        >>> from kerasish import ops
        >>> ops.depth_to_space([[[[1, 2, 3, 4]]]], 2).tolist()
        [[[[1], [2]], [[3], [4]]]]
    """
    x, first = _image("depth_to_space", x, block_size, data_format)
    b, (batch, rows, columns, channels) = block_size, graph.shape(x)
    _require_divides("depth_to_space", x, b * b, channels)
    kept = channels // (b * b)
    x = graph.reshape(x, (batch, rows, columns, b, b, kept))
    x = graph.transpose(x, (0, 1, 3, 2, 4, 5))
    x = graph.reshape(x, (batch, rows * b, columns * b, kept))
    return graph.moveaxis(x, -1, 1) if first else x


def space_to_depth(x, block_size, data_format="channels_last") -> graph.Tensor:
    """Each block of block_size**2 pixels as one pixel: undoes `depth_to_space`.

    Args:
        x: (batch, rows, columns, channels), or channels first.
        block_size: at least 2; it divides rows and columns.
        data_format: "channels_last" or "channels_first".

    Returns:
        (batch, rows / b, columns / b, channels * b**2), or channels first.

    Raises:
        ArgumentError: a block size below 2.
        ShapeError: another rank, or sizes that do not divide.

    Example:
        >>> from kerasish import ops
        >>> ops.space_to_depth([[[[1], [2]], [[3], [4]]]], 2).tolist()
        [[[[1, 2, 3, 4]]]]
    """
    x, first = _image("space_to_depth", x, block_size, data_format)
    b, (batch, rows, columns, channels) = block_size, graph.shape(x)
    _require_divides("space_to_depth", x, b, rows, columns)
    x = graph.reshape(x, (batch, rows // b, b, columns // b, b, channels))
    x = graph.transpose(x, (0, 1, 3, 2, 4, 5))
    x = graph.reshape(x, (batch, rows // b, columns // b, b * b * channels))
    return graph.moveaxis(x, -1, 1) if first else x


def _image(name, x, block_size, data_format):
    """x with channels last, and whether they were first."""
    first = standardize_data_format(data_format) == "channels_first"
    if not isinstance(block_size, int) or block_size < 2:
        fail(
            f"{name}: block_size must be an integer from 2",
            {"block_size": repr(block_size)},
        )
    x = convert_to_tensor(x)
    if x.ndim != 4:
        fail(
            f"{name}: x is (batch, rows, columns, channels)",
            {"x": x.spec},
            "add or drop axes",
            graph.ShapeError,
        )
    return (graph.moveaxis(x, 1, -1) if first else x), first


def _require_divides(name, x, number, *sizes) -> None:
    if any(isinstance(size, int) and size % number for size in sizes):
        fail(
            f"{name}: {number} does not divide {' and '.join(map(str, sizes))}",
            {"x": x.spec},
            "pad x, or choose another block size",
            graph.ShapeError,
        )
