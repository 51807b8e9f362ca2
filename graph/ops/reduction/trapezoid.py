"""The integral of a function that is known at points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.ir.dispatch import as_tensor
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axis
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.shape.broadcast import sum as total
from graph.ops.shape.concatenate import slice_axis
from graph.ops.shape.differences import diff
from graph.ops.shape.reshape import reshape

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def trapezoid(
    y: TensorLike, x: TensorLike | None = None, dx: float = 1.0, axis: int = -1
) -> Tensor:
    """sum((y_i + y_(i+1)) / 2 * (x_(i+1) - x_i)) along an axis.

    Args:
        y: the function at the points; integers become floats.
        x: the points, (n,) or in the shape of y; None for points at a distance of dx.
        dx: the distance.
        axis: the axis of the points.

    Example:
        >>> import graph
        >>> float(graph.trapezoid([1.0, 2.0, 3.0]))
        4.0
    """
    y = as_float(y)
    axis = normal_axis("trapezoid", axis, y.ndim)
    if x is None:
        width: Tensor | float = dx
    else:
        x = as_tensor(x)
        if x.ndim == 1:
            width = reshape(diff(x), (-1, *[1] * (y.ndim - 1 - axis)))
        else:
            width = diff(x, axis=axis)
    size = y.spec.shape[axis]
    before, after = slice_axis(y, axis, 0, size - 1), slice_axis(y, axis, 1, size)
    return total((before + after) * width, axis) / 2
