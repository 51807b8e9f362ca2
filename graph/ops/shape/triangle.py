"""Triangles of matrices, and the identity. Sizes may be symbolic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.ir.dims import Size
from graph.ir.dispatch import as_tensor
from graph.ir.errors import ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.selection import where, zero_like
from graph.ops.public import public
from graph.ops.shape.arange import positions
from graph.ops.shape.reshape import expand_dims
from graph.ops.sizes import as_size

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike, TensorLike


def _rows_and_columns(
    name: str, rows: Size, columns: Size | None
) -> tuple[Tensor, Tensor]:
    """The row numbers as a column, and the column numbers as a row."""
    rows = as_size(name, rows)
    columns = rows if columns is None else as_size(name, columns)
    return expand_dims(positions(rows), 1), expand_dims(positions(columns), 0)


@public
def eye(
    N: Size, M: Size | None = None, k: int = 0, dtype: DTypeLike = "float32"
) -> Tensor:
    """Ones on the k-th diagonal of a matrix of N rows and M columns, else zeros.

    Args:
        N: rows.
        M: columns; N if None.
        k: above the main diagonal when positive, below when negative.
        dtype: of the result.

    Example:
        >>> import graph
        >>> graph.eye(2).numpy()
        array([[1., 0.],
               [0., 1.]], dtype=float32)
    """
    rows, columns = _rows_and_columns("eye", N, M)
    return cast(rows + k == columns, dtype)


@public
def tri(
    N: Size, M: Size | None = None, k: int = 0, dtype: DTypeLike = "float32"
) -> Tensor:
    """Ones on and below the k-th diagonal of a matrix of N rows and M columns.

    Args:
        N: rows.
        M: columns; N if None.
        k: above the main diagonal when positive, below when negative.
        dtype: of the result.

    Example:
        >>> import graph
        >>> graph.tri(2, 3, dtype="int32").numpy()
        array([[1, 0, 0],
               [1, 1, 0]], dtype=int32)
    """
    rows, columns = _rows_and_columns("tri", N, M)
    return cast(rows + k >= columns, dtype)


@public
def tril(x: TensorLike, k: int = 0) -> Tensor:
    """x with zeros above the k-th diagonal of its last two axes.

    Args:
        x: tensor of at least two axes.
        k: above the main diagonal when positive, below when negative.

    Gradient:
        dy on and below the diagonal, else 0.

    Example:
        >>> import graph
        >>> graph.tril([[1, 2], [3, 4]]).numpy()
        array([[1, 0],
               [3, 4]])
    """
    x, rows, columns = _matrix("tril", x)
    return where(rows + k >= columns, x, zero_like(x))


@public
def triu(x: TensorLike, k: int = 0) -> Tensor:
    """x with zeros below the k-th diagonal of its last two axes.

    Args:
        x: tensor of at least two axes.
        k: above the main diagonal when positive, below when negative.

    Gradient:
        dy on and above the diagonal, else 0.

    Example:
        >>> import graph
        >>> graph.triu([[1, 2], [3, 4]]).numpy()
        array([[1, 2],
               [0, 4]])
    """
    x, rows, columns = _matrix("triu", x)
    return where(rows + k <= columns, x, zero_like(x))


def _matrix(name: str, x: TensorLike) -> tuple[Tensor, Tensor, Tensor]:
    x = as_tensor(x)
    if x.ndim < 2:
        raise ShapeError(
            describe(
                f"{name}: takes matrices",
                {"x": x.spec},
                "x needs at least two axes",
                str(here()),
            )
        )
    return (x, *_rows_and_columns(name, *x.spec.shape[-2:]))
