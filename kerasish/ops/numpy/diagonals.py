"""Diagonals, triangles, and matrices of powers."""

from __future__ import annotations

import graph
from kerasish.ops.dtypes import summable, tensor, to_dtype


def diag(x, k: int = 0) -> graph.Tensor:
    """The diagonal of a matrix, or the matrix with a vector on its diagonal.

    Args:
        x: a vector or a matrix.
        k: which diagonal: 0 is the main one, positive ones lie above it.

    Example:
        >>> from kerasish import ops
        >>> ops.diag([1, 2]).tolist()
        [[1, 0], [0, 2]]
    """
    return graph.diag(tensor(x), k)


def diagflat(x, k: int = 0) -> graph.Tensor:
    """The matrix with all elements of x on its diagonal.

    Example:
        >>> from kerasish import ops
        >>> ops.diagflat([[1], [2]]).tolist()
        [[1, 0], [0, 2]]
    """
    return graph.diagflat(tensor(x), k)


def diagonal(x, offset: int = 0, axis1: int = 0, axis2: int = 1) -> graph.Tensor:
    """The diagonals of the matrices in two axes, along a new last axis.

    Args:
        x: tensor of at least two axes.
        offset: which diagonal: 0 is the main one, positive ones lie above it.
        axis1, axis2: rows and columns.

    Example:
        >>> from kerasish import ops
        >>> ops.diagonal([[1, 2], [3, 4]]).tolist()
        [1, 4]
    """
    return graph.diagonal(tensor(x), offset, axis1, axis2)


def trace(x, offset: int = 0, axis1: int = 0, axis2: int = 1) -> graph.Tensor:
    """The sum of `diagonal`; narrow integers and booleans become 32 bits wide.

    Example:
        >>> from kerasish import ops
        >>> int(ops.trace([[1, 2], [3, 4]]))
        5
    """
    x = summable(x)
    return to_dtype(graph.matrix_trace(x, offset, axis1, axis2), x.dtype)


def tril(x, k: int = 0) -> graph.Tensor:
    """x with zeros above a diagonal of its last two axes.

    Example:
        >>> from kerasish import ops
        >>> ops.tril([[1, 2], [3, 4]]).tolist()
        [[1, 0], [3, 4]]
    """
    return graph.tril(tensor(x), k)


def triu(x, k: int = 0) -> graph.Tensor:
    """x with zeros below a diagonal of its last two axes.

    Example:
        >>> from kerasish import ops
        >>> ops.triu([[1, 2], [3, 4]]).tolist()
        [[1, 2], [0, 4]]
    """
    return graph.triu(tensor(x), k)


def vander(x, N: int | None = None, increasing: bool = False) -> graph.Tensor:
    """y[i, j] = x[i] ** (N - 1 - j), Vandermonde's matrix.

    Args:
        x: a vector.
        N: the number of columns; that of the elements if None.
        increasing: whether the powers grow from column to column.

    Example:
        >>> from kerasish import ops
        >>> ops.vander([2, 3], 3).tolist()
        [[4, 2, 1], [9, 3, 1]]
    """
    return graph.vander(tensor(x), N, increasing)
