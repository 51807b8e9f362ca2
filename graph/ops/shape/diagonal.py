"""Diagonals of matrices, and matrices of a diagonal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.ir.dims import size_max
from graph.ir.dispatch import as_tensor
from graph.ir.errors import ArgumentError, ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.axes import normal_axis
from graph.ops.elementwise.selection import where, zero_like
from graph.ops.indexing.gather import take
from graph.ops.public import public
from graph.ops.shape.arange import not_negative, positions
from graph.ops.shape.broadcast import sum as total
from graph.ops.shape.reshape import expand_dims, ravel, reshape
from graph.ops.shape.slice import pad_constant
from graph.ops.shape.transpose import moveaxis

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def diagonal(x: TensorLike, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor:
    """y[..., i] = x[i, i + offset, ...]: the diagonals over two axes.

    Args:
        x: tensor of at least two axes.
        offset: above the main diagonal when positive, below when negative.
        axis1, axis2: the axes of rows and of columns.

    Returns:
        The other axes, then one for the diagonal.

    Raises:
        ArgumentError: the two axes are the same.

    Gradient:
        dy on the diagonal, 0 elsewhere.

    Example:
        >>> import graph
        >>> graph.diagonal([[1, 2], [3, 4]]).numpy()
        array([1, 4])
    """
    x = as_tensor(x)
    axes = [normal_axis("diagonal", a, x.ndim) for a in (axis1, axis2)]
    if axes[0] == axes[1]:
        raise ArgumentError(
            describe(
                "diagonal: two different axes are needed",
                {"x": x.spec, "axis1": axis1, "axis2": axis2},
                "name the axis of rows and that of columns",
                str(here()),
            )
        )
    x = moveaxis(x, axes, (-2, -1))
    *rest, rows, columns = x.spec.shape
    row, column = max(-offset, 0), max(offset, 0)
    length = not_negative(-size_max(row - rows, column - columns))
    first = column + columns * row
    at = positions(length) * (columns + 1)
    at = at if isinstance(first, int) and first == 0 else at + first
    return take(reshape(x, (*rest, rows * columns)), at, -1)


@public
def matrix_trace(
    x: TensorLike, offset: int = 0, axis1: int = 0, axis2: int = 1
) -> Tensor:
    """The sum of `diagonal`, numpy's trace; see there for the arguments.

    Example:
        >>> import graph
        >>> int(graph.matrix_trace([[1, 2], [3, 4]]))
        5
    """
    return total(diagonal(x, offset, axis1, axis2), -1)


@public
def diag(x: TensorLike, k: int = 0) -> Tensor:
    """The k-th diagonal of a matrix; of a vector, the matrix that has it there.

    Args:
        x: a vector or a matrix.
        k: above the main diagonal when positive, below when negative.

    Raises:
        ShapeError: x has neither one nor two axes.

    Example:
        >>> import graph
        >>> graph.diag([1, 2]).numpy()
        array([[1, 0],
               [0, 2]])
    """
    x = as_tensor(x)
    if x.ndim == 2:
        return diagonal(x, k)
    if x.ndim != 1:
        raise ShapeError(
            describe(
                f"diag: takes a vector or a matrix, not {x.ndim} axes",
                {"x": x.spec},
                "use graph.diagonal(x, axis1=-2, axis2=-1) for many matrices",
                str(here()),
            )
        )
    wide = pad_constant(x, (max(k, 0),), (max(-k, 0),))
    at = positions(wide.spec.shape[0])
    return where(expand_dims(at, 1) + k == at, wide, zero_like(wide))


@public
def diagflat(x: TensorLike, k: int = 0) -> Tensor:
    """The matrix that has the elements of x, in order, on its k-th diagonal.

    Example:
        >>> import graph
        >>> graph.diagflat([[1, 2]], 1).tolist()
        [[0, 1, 0], [0, 0, 2], [0, 0, 0]]
    """
    return diag(ravel(x), k)
