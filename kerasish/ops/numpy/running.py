"""Running sums and products, differences of neighbours, integrals."""

from __future__ import annotations

import graph
from kerasish.base.settings import standardize_dtype
from kerasish.ops.arguments import DType
from kerasish.ops.dtypes import countable, floats, tensor, to_dtype
from kerasish.ops.operands import called_with


def cumsum(x, axis: int | None = None, dtype: DType = None) -> graph.Tensor:
    """y_i = x_0 + ... + x_i along an axis; booleans become int32.

    Args:
        x: any tensor.
        axis: an axis; None for all elements in order.
        dtype: of the result and the computation.

    Example:
        >>> from kerasish import ops
        >>> ops.cumsum([1, 2, 3]).numpy()
        array([1, 3, 6], dtype=int32)
    """
    x = countable(x) if dtype is None else to_dtype(x, standardize_dtype(dtype))
    return to_dtype(graph.cumsum(x, axis), x.dtype)


def cumprod(x, axis: int | None = None, dtype: DType = None) -> graph.Tensor:
    """y_i = x_0 * ... * x_i along an axis; see `cumsum` for the arguments.

    Example:
        >>> from kerasish import ops
        >>> ops.cumprod([1, 2, 3]).numpy()
        array([1, 2, 6], dtype=int32)
    """
    x = countable(x) if dtype is None else to_dtype(x, standardize_dtype(dtype))
    return to_dtype(graph.cumprod(x, axis), x.dtype)


def diff(a, n: int = 1, axis: int = -1) -> graph.Tensor:
    """y_i = a_(i+1) - a_i along an axis, n times.

    Example:
        >>> from kerasish import ops
        >>> ops.diff([1, 4, 9]).numpy()
        array([3, 5], dtype=int32)
    """
    return graph.diff(tensor(a), n, axis)


@called_with("y")
def trapezoid(y, x=None, dx: float = 1.0, axis: int = -1) -> graph.Tensor:
    """sum((y_i + y_(i+1)) / 2 * (x_(i+1) - x_i)) along an axis.

    Args:
        y: the function at the points.
        x: the points, (n,) or in the shape of y; None for points at a distance of dx.
        dx: the distance.
        axis: the axis of the points.

    Example:
        >>> from kerasish import ops
        >>> float(ops.trapezoid([1, 2, 3]))
        4.0
    """
    y = floats(y)
    x = None if x is None else to_dtype(x, y.dtype)
    return graph.trapezoid(y, x, dx, axis)
