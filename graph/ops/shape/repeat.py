"""Repeating elements, and repeating whole tensors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import Dim, Size
from graph.ir.dispatch import as_tensor
from graph.ir.errors import ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import SymbolicTensor, Tensor
from graph.ops.axes import normal_axis
from graph.ops.indexing.gather import take
from graph.ops.public import public
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.shape.reshape import ravel, reshape
from graph.ops.sizes import as_size, as_sizes

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def repeat(
    x: TensorLike, repeats: Size | Sequence[int], axis: int | None = None
) -> Tensor:
    """x with each element repeated along an axis: 1 1 2 2 3 3.

    Args:
        x: any tensor.
        repeats: how often, for all elements or for each one along the axis.
        axis: the axis; None repeats the elements of x laid flat.

    Raises:
        ShapeError: as many numbers of repeats as there are elements are needed.
        SymbolicError: the repeats depend on data.

    Gradient:
        dy, added up over the repeats.

    Example:
        >>> import graph
        >>> graph.repeat([1, 2], 2).numpy()
        array([1, 1, 2, 2])
        >>> graph.repeat([1, 2], [0, 3]).numpy()
        array([2, 2, 2])
    """
    x = as_tensor(x)
    if axis is None:
        x, axis = ravel(x), 0
    axis = normal_axis("repeat", axis, x.ndim)
    if isinstance(repeats, (Dim, SymbolicTensor)) or np.size(repeats) == 1:
        single = isinstance(repeats, (Dim, SymbolicTensor))
        count = repeats if single else np.asarray(repeats).reshape(()).item()
        return _repeat_all(x, as_size("repeat", count), axis)
    repeats = np.asarray(repeats)
    size = x.spec.shape[axis]
    if repeats.ndim != 1 or (isinstance(size, int) and len(repeats) != size):
        raise ShapeError(
            describe(
                f"repeat: axis {axis} has size {size}",
                {"x": x.spec, "repeats": f"{list(repeats.shape)} numbers"},
                "give one number, or one for each element along the axis",
                str(here()),
            )
        )
    return take(x, np.repeat(np.arange(len(repeats)), repeats), axis)


def _repeat_all(x: Tensor, count: Size, axis: int) -> Tensor:
    sizes = x.spec.shape
    before, size, after = sizes[:axis], sizes[axis], sizes[axis + 1 :]
    wide = reshape(x, (*before, size, 1, *after))
    wide = broadcast_to(wide, (*before, size, count, *after))
    return reshape(wide, (*before, size * count, *after))


@public
def tile(x: TensorLike, repeats: Size | Sequence[Size]) -> Tensor:
    """x repeated as a whole along its axes: 1 2 3 1 2 3.

    Args:
        x: any tensor.
        repeats: how often along each axis, the last ones if there are fewer than axes;
            if there are more, x gets new leading axes.

    Gradient:
        dy, added up over the repeats.

    Example:
        >>> import graph
        >>> graph.tile([1, 2], (2, 2)).numpy()
        array([[1, 2, 1, 2],
               [1, 2, 1, 2]])
    """
    x = as_tensor(x)
    counts = as_sizes("tile", repeats)
    rank = max(len(counts), x.ndim)
    counts = (1,) * (rank - len(counts)) + counts
    sizes = (1,) * (rank - x.ndim) + x.spec.shape
    narrow = [part for size in sizes for part in (1, size)]
    wide = [part for pair in zip(counts, sizes) for part in pair]
    y = broadcast_to(reshape(x, narrow), wide)
    return reshape(y, [math.prod(pair) for pair in zip(counts, sizes)])
