"""Averages with weights, ranges, and counts, over axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graph.ir.dispatch import as_tensor
from graph.ir.errors import ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axes
from graph.ops.elementwise.base import broadcast_together
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.logical import truth
from graph.ops.promotion import as_float, common_dtype, to_dtype
from graph.ops.public import public
from graph.ops.reduction.extremes import max as maximum_over
from graph.ops.reduction.extremes import min as minimum_over
from graph.ops.reduction.statistics import mean
from graph.ops.shape.broadcast import sum as total
from graph.ops.shape.reshape import reshape

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def average(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    weights: TensorLike | None = None,
    keepdims: bool = False,
) -> Tensor:
    """sum(x * weights) / sum(weights) over the axes; the mean without weights.

    Args:
        x: tensor; integers become floats.
        axis: an axis, several, or None for all.
        weights: tensor that broadcasts to x, or a vector along the one axis.
        keepdims: whether the axes stay, with size 1.

    Raises:
        ShapeError: a vector of weights for several axes of x.

    Gradient:
        To x and to the weights.

    Example:
        >>> import graph
        >>> float(graph.average([1.0, 4.0], weights=[2.0, 1.0]))
        2.0
    """
    x = as_float(x)
    if weights is None:
        return mean(x, axis, keepdims)
    dtype = common_dtype(x, as_float(weights))
    x, weights = to_dtype(x, dtype), to_dtype(weights, dtype)
    axes = normal_axes("average", axis, x.ndim)
    if weights.ndim == 1 and x.ndim > 1:
        weights = _along_axis(weights, x, axes)
    x, weights = broadcast_together("average", x, weights)
    return total(x * weights, axes, keepdims) / total(weights, axes, keepdims)


def _along_axis(weights: Tensor, x: Tensor, axes: tuple[int, ...]) -> Any:
    if len(axes) != 1:
        raise ShapeError(
            describe(
                f"average: a vector of weights for {len(axes)} axes",
                {"x": x.spec, "weights": weights.spec},
                "name one axis, or give weights of the shape of x",
                str(here()),
            )
        )
    return reshape(weights, (-1, *[1] * (x.ndim - 1 - axes[0])))


@public
def ptp(
    x: TensorLike, axis: int | Sequence[int] | None = None, keepdims: bool = False
) -> Tensor:
    """max(x) - min(x) over the axes.

    Example:
        >>> import graph
        >>> int(graph.ptp([3, 9, 4]))
        6
    """
    x = as_tensor(x)
    return maximum_over(x, axis, keepdims) - minimum_over(x, axis, keepdims)


@public
def count_nonzero(
    x: TensorLike, axis: int | Sequence[int] | None = None, keepdims: bool = False
) -> Tensor:
    """How many elements over the axes are not 0, as int64.

    Example:
        >>> import graph
        >>> int(graph.count_nonzero([3, 0, 4]))
        2
    """
    return total(cast(truth(x), "int64"), axis, keepdims)
