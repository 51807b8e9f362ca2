"""Windows of images as columns, and images as sums of such columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.ir.dims import Dim, Size
from graph.ir.dispatch import as_tensor
from graph.ir.errors import ShapeError
from graph.ir.tensor import Tensor
from graph.ops.indexing.gather import add_at, take
from graph.ops.public import public
from graph.ops.shape.arange import positions
from graph.ops.shape.filled import zeros
from graph.ops.shape.pad import pad
from graph.ops.shape.reshape import expand_dims, ravel, reshape
from graph.ops.shape.transpose import transpose
from graph.ops.window.arguments import per_axis, reject

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


Pair = int | Sequence[int]


@public
def unfold(
    x: TensorLike,
    kernel_size: Pair,
    dilation: Pair = 1,
    padding: Pair = 0,
    stride: Pair = 1,
) -> Tensor:
    """y[n, (c, i, j), (p, q)] = x[n, c, p * stride + i * dilation, q * ... + j * ...].

    Args:
        x: (batch, channels, rows, columns).
        kernel_size: of the window, one number or one for each of the two axes.
        dilation: distance of the elements of a window.
        padding: zeros on both sides of each axis.
        stride: steps between windows.

    Returns:
        (batch, channels * window, windows).

    Raises:
        ShapeError: another rank, or no window fits.
        ArgumentError: wrong numbers.

    Gradient:
        `fold` of dy.

    Example:
        >>> import graph
        >>> graph.unfold([[[[1, 2, 3], [4, 5, 6]]]], 2).tolist()
        [[[1, 2], [2, 3], [4, 5], [5, 6]]]
    """
    x = as_tensor(x)
    if x.ndim != 4:
        _reject_rank("unfold", "x is (batch, channels, rows, columns)", x)
    window, steps = _numbers("unfold", kernel_size, dilation, padding, stride)
    around = steps[1]
    batch, channels, *sizes = x.spec.shape
    counts = _counts("unfold", sizes, window, steps)
    if any(around):
        x = pad(x, [(0, 0), (0, 0), *((p, p) for p in around)])
    for axis in (1, 0):
        x = take(x, _places(axis, counts, window, steps), 2 + axis)
    # batch, channels, window rows, rows, window columns, columns
    x = transpose(x, (0, 1, 2, 4, 3, 5))
    columns = (channels * window[0] * window[1], counts[0] * counts[1])
    return reshape(x, (batch, *columns))


@public
def fold(
    x: TensorLike,
    output_size: Pair,
    kernel_size: Pair,
    dilation: Pair = 1,
    padding: Pair = 0,
    stride: Pair = 1,
) -> Tensor:
    """The image whose pixels are the sums of the columns of `unfold` that hold them.

    Args:
        x: (batch, channels * window, windows).
        output_size: rows and columns of the image.
        kernel_size, dilation, padding, stride: as for `unfold`.

    Returns:
        (batch, channels, *output_size).

    Raises:
        ShapeError: another rank or other sizes.
        ArgumentError: wrong numbers.

    Gradient:
        `unfold` of dy.

    Example:
        >>> import graph
        >>> graph.fold([[[1, 2], [2, 3], [4, 5], [5, 6]]], (2, 3), 2).tolist()
        [[[[1, 4, 3], [4, 10, 6]]]]
    """
    x = as_tensor(x)
    if x.ndim != 3:
        _reject_rank("fold", "x is (batch, channels * window, windows)", x)
    window, steps = _numbers("fold", kernel_size, dilation, padding, stride)
    sizes = per_axis("fold", "output_size", output_size, 2)
    counts = _counts("fold", sizes, window, steps)
    batch, rows, columns = x.spec.shape
    area, windows = window[0] * window[1], counts[0] * counts[1]
    wrong = isinstance(rows, Dim) or rows % area
    if wrong or (isinstance(columns, int) and columns != windows):
        _reject_rank("fold", f"x is (batch, channels * {area}, {windows})", x)
    channels = rows // area
    x = reshape(x, (batch, channels, *window, *counts))
    x = transpose(x, (0, 1, 2, 4, 3, 5))
    padded = [size + 2 * p for size, p in zip(sizes, steps[1])]
    for axis in (1, 0):
        # the last axis, then the one before it, becomes one of the image
        lead, after = x.spec.shape[: 2 + 2 * axis], x.spec.shape[4 + 2 * axis :]
        places = ravel(_places(axis, counts, window, steps))
        x = reshape(x, (*lead, window[axis] * counts[axis], *after))
        blank = zeros((*lead, padded[axis], *after), x.dtype)
        x = add_at(blank, places, x, len(lead))
    (top, left), (height, width) = steps[1], sizes
    return x[:, :, top : top + height, left : left + width]


def _reject_rank(name: str, what: str, x: Tensor) -> None:
    reject(name, what, "add or drop axes", ShapeError, x=x.spec)


def _numbers(
    name: str,
    kernel_size: int | Sequence[int],
    dilation: int | Sequence[int],
    padding: int | Sequence[int],
    stride: int | Sequence[int],
) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]:
    """The window, and (dilation, padding, stride), two numbers each."""
    window = per_axis(name, "kernel_size", kernel_size, 2)
    steps = (
        per_axis(name, "dilation", dilation, 2),
        per_axis(name, "padding", padding, 2, least=0),
        per_axis(name, "stride", stride, 2),
    )
    return window, steps


def _counts(
    name: str,
    sizes: Sequence[Size],
    window: tuple[int, ...],
    steps: tuple[tuple[int, ...], ...],
) -> list[Size]:
    """How many windows there are along each axis."""
    counts = []
    for size, width, dilation, around, stride in zip(sizes, window, *steps):
        count = (size + 2 * around - dilation * (width - 1) - 1) // stride + 1
        if isinstance(count, int) and count < 1:
            reject(
                name,
                "the window is larger than the image",
                "take a smaller one, or more padding",
                ShapeError,
                size=size,
                kernel_size=width,
            )
        counts.append(count)
    return counts


def _places(
    axis: int,
    counts: Sequence[Size],
    window: tuple[int, ...],
    steps: tuple[tuple[int, ...], ...],
) -> Tensor:
    """Where in the padded image element i of window p stands: [window, count]."""
    offsets = expand_dims(positions(window[axis]) * steps[0][axis], 1)
    return offsets + positions(counts[axis]) * steps[2][axis]
