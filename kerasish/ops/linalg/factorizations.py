"""Matrices as products of simpler ones."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.base.tensors import to_float
from kerasish.ops.recording import saved_as


def cholesky(x, upper=False) -> graph.Tensor:
    """The lower triangular L with L @ L^H = x; or L^H if upper.

    Args:
        x: (..., n, n), positive definite and Hermitian.
        upper: which factor is returned.

    Raises:
        ValueError: x is not positive definite (ExecutionError when a graph runs).

    Example:
        >>> from kerasish import ops
        >>> ops.cholesky([[4.0, 2.0], [2.0, 5.0]]).tolist()
        [[2.0, 0.0], [1.0, 2.0]]
    """
    return graph.cholesky(to_float(x), upper)


def cholesky_inverse(x, upper=False) -> graph.Tensor:
    """The inverse of the matrix whose Cholesky factor is x.

    Args:
        x: (..., n, n), triangular.
        upper: whether x is the upper factor.

    Raises:
        ValueError: a diagonal element is 0 (ExecutionError when a graph runs).

    Example:
        >>> from kerasish import ops
        >>> ops.cholesky_inverse([[2.0, 0.0], [0.0, 4.0]]).tolist()
        [[0.25, 0.0], [0.0, 0.0625]]
    """
    return graph.cholesky_inverse(to_float(x), upper)


def lu_factor(x) -> tuple[graph.Tensor, graph.Tensor]:
    """l and u with l @ u = the rows of x in another order.

    Args:
        x: (..., m, n).

    Returns:
        (..., m, n) with u in the upper triangle and l below it (its diagonal of ones is
        not stored), and int32 (..., m): row i of x is row p[i] of l @ u, as Keras on
        TensorFlow has it.

    Example:
        >>> from kerasish import ops
        >>> [part.tolist() for part in ops.lu_factor([[1.0, 2.0], [2.0, 8.0]])]
        [[[2.0, 8.0], [0.5, -2.0]], [1, 0]]
    """
    lu, order = graph.lu_factor(to_float(x), exchanges=False)
    return lu, graph.cast(graph.argsort(order, -1), "int32")


def qr(x, mode="reduced") -> tuple[graph.Tensor, graph.Tensor]:
    """q with orthonormal columns and the upper triangular r, with q @ r = x.

    Args:
        x: (..., m, n).
        mode: "reduced" for q of min(m, n) columns, "complete" for m.

    Raises:
        ArgumentError: an unknown mode.

    Example:
        >>> from kerasish import ops
        >>> q, r = ops.qr([[3.0], [4.0]])
        >>> abs(q.numpy()).round(4).tolist(), abs(r.numpy()).round(4).tolist()
        ([[0.6...], [0.8...]], [[5.0]])
    """
    if mode not in ("reduced", "complete"):
        fail("qr: unknown mode", {"mode": repr(mode)}, "'reduced' or 'complete'")
    return graph.qr(to_float(x), mode)


@saved_as("SVD")
def svd(x, full_matrices=True, compute_uv=True):
    """u, s, v with u @ diag(s) @ v = x.

    Args:
        x: (..., m, n).
        full_matrices: whether u and v are square; otherwise they have min(m, n) columns
            and rows.
        compute_uv: whether u and v are wanted.

    Returns:
        (u, s, v), or s alone; s (..., min(m, n)) falls.

    Example:
        >>> from kerasish import ops
        >>> ops.svd([[0.0, 2.0], [3.0, 0.0]], compute_uv=False).tolist()
        [3.0, 2.0]
    """
    return graph.svd(to_float(x), full_matrices, compute_uv)


def eig(x) -> tuple[graph.Tensor, graph.Tensor]:
    """Eigenvalues and eigenvectors: x @ v = v * w.

    Args:
        x: (..., n, n).

    Returns:
        w (..., n) and v (..., n, n), complex; eigenvectors are columns.

    Example:
        >>> from kerasish import ops
        >>> ops.eig([[2.0, 0.0], [0.0, 3.0]])[0].tolist()
        [(2+0j), (3+0j)]
    """
    return graph.eig(to_float(x))


def eigh(x) -> tuple[graph.Tensor, graph.Tensor]:
    """Eigenvalues and eigenvectors of Hermitian matrices: x @ v = v * w.

    Args:
        x: (..., n, n); its lower triangle is read.

    Returns:
        w (..., n), rising, and orthonormal columns v (..., n, n).

    Example:
        >>> from kerasish import ops
        >>> ops.eigh([[3.0, 0.0], [0.0, 2.0]])[0].tolist()
        [2.0, 3.0]
    """
    return graph.eigh(to_float(x))
