"""Numbers that say something about a matrix."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float


def norm(x, ord=None, axis=None, keepdims=False) -> graph.Tensor:
    """The length of vectors, or the size of matrices, as numpy.linalg.norm.

    Args:
        x: tensor; integers become floats.
        ord: for vectors any number p, sum(abs(x)**p)**(1/p), infinities for the largest
            and the smallest modulus, 0 for how many are not 0; for matrices "fro",
            "nuc", 1, -1, 2, -2 and infinities. None is 2, or "fro".
        axis: an axis of vectors, or two of matrices. When None, all of x is one vector
            if ord is None, else x must be one vector or one matrix.
        keepdims: whether the axes stay, with size 1.

    Raises:
        ArgumentError: an ord that there is not, or not one or two axes.

    Example:
        >>> from kerasish import ops
        >>> float(ops.norm([3, 4]))
        5.0
    """
    return graph.norm(to_float(x), ord, axis, keepdims)


def det(x) -> graph.Tensor:
    """The determinant of matrices.

    Args:
        x: (..., n, n).

    Example:
        >>> from kerasish import ops
        >>> float(ops.det([[2.0, 1.0], [0.0, 3.0]]))
        6.0
    """
    return graph.det(to_float(x))


def matrix_rank(x, tol=None) -> graph.Tensor:
    """How many singular values are larger than tol, as int32.

    Args:
        x: (..., m, n).
        tol: the largest singular value times max(m, n) * eps if None.

    Example:
        >>> from kerasish import ops
        >>> int(ops.matrix_rank([[1.0, 2.0], [2.0, 4.0]]))
        1
    """
    return graph.cast(graph.matrix_rank(to_float(x), tol), "int32")
