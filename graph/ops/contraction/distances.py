"""Distances between the rows of two matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.ir.dispatch import as_tensor
from graph.ir.errors import ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.elementwise.exponential import sqrt
from graph.ops.elementwise.selection import where
from graph.ops.promotion import as_float, common_dtype, to_dtype
from graph.ops.public import public
from graph.ops.shape.broadcast import sum as total
from graph.ops.shape.reshape import expand_dims

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def cdist(x: TensorLike, y: TensorLike) -> Tensor:
    """d[..., i, j] = sqrt(sum((x[..., i, :] - y[..., j, :])**2)).

    Args:
        x: (..., m, features); integers become floats.
        y: (..., n, features).

    Returns:
        (..., m, n).

    Raises:
        ShapeError: x or y is a vector, or they have other features.

    Gradient:
        That of the root; 0 where the distance is 0.

    Example:
        >>> import graph
        >>> graph.cdist([[0.0, 0.0]], [[3.0, 4.0], [0.0, 0.0]]).numpy()
        array([[5., 0.]])
    """
    x, y = as_tensor(x), as_tensor(y)
    dtype = common_dtype(x, y)
    x, y = as_float(to_dtype(x, dtype)), as_float(to_dtype(y, dtype))
    features = {t.spec.shape[-1] for t in (x, y) if t.ndim > 1}
    known = {size for size in features if isinstance(size, int)}
    if min(x.ndim, y.ndim) < 2 or len(known) > 1:
        raise ShapeError(
            describe(
                "cdist: x and y are rows of as many features",
                {"x": x.spec, "y": y.spec},
                "give (..., rows, features)",
                str(here()),
            )
        )
    difference = expand_dims(x, -2) - expand_dims(y, -3)
    squares = total(difference * difference, -1)
    # the root has no derivative at 0
    apart = squares > 0
    return where(apart, sqrt(where(apart, squares, 1)), 0)
