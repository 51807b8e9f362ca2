"""LU factors with row exchanges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import size_max
from graph.ir.dispatch import apply
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.contraction.matmul import matmul, transpose_last
from graph.ops.indexing.gather import take_along_axis
from graph.ops.linalg.base import MatrixOp, each_matrix
from graph.ops.linalg.triangular import TriangularSolve
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.shape.reshape import expand_dims
from graph.ops.shape.triangle import eye, tril, triu
from graph.ops.sorting.sort import argsort

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


class Lu(MatrixOp):
    """The factors packed in one matrix, the row exchanges, and the order they make.

    With l the lower triangle below a diagonal of ones and u the upper one,
    x[order] = l @ u. Row i was exchanged with row pivots[i], one after the other.
    """

    is_holomorphic = True

    def infer(self, x: Spec) -> tuple[Spec, Spec, Spec]:
        self.require_matrices(x=x)
        *lead, rows, columns = x.shape
        rank = -size_max(-rows, -columns)
        return x, Spec(np.int32, (*lead, rank)), Spec(np.int32, (*lead, rows))

    def kernel(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        from scipy.linalg import get_lapack_funcs

        (getrf,) = get_lapack_funcs(("getrf",), (x,))
        *lead, rows, columns = x.shape
        lu = np.empty(x.shape, x.dtype)
        pivots = np.empty((*lead, min(rows, columns)), np.int32)
        order = np.empty((*lead, rows), np.int32)
        results = each_matrix(getrf, x) if x.size else []
        for place, (factors, exchanges, _) in zip(np.ndindex(*lead), results):
            lu[place], pivots[place] = factors, exchanges
            order[place] = _order(exchanges, rows)
        return lu, pivots, order

    def vjp(
        self, dys: tuple[Tensor, ...], ys: tuple[Tensor, ...], x: Tensor
    ) -> Cotangents:
        rows, columns = x.spec.shape[-2:]
        if rows != columns:
            raise NotImplementedError(
                f"lu_factor: no gradient for {x.spec}, only for square matrices"
            )
        (dlu, _, _), (lu, _, order) = dys, ys
        lower = tril(lu, -1) + eye(rows, dtype=lu.dtype)
        upper = triu(lu)
        inner = tril(matmul(transpose_last(lower), tril(dlu, -1)), -1)
        inner = inner + triu(matmul(triu(dlu), transpose_last(upper)))
        dx = apply(TriangularSolve(True, True), lower, inner)
        # z @ upper^-T is the transpose of upper^-1 @ z^T
        dx = transpose_last(apply(TriangularSolve(False), upper, transpose_last(dx)))
        return (take_along_axis(dx, expand_dims(argsort(order), -1), -2),)


def _order(exchanges: np.ndarray, rows: int) -> list[int]:
    order = list(range(rows))
    for i, j in enumerate(exchanges.tolist()):
        order[i], order[j] = order[j], order[i]
    return order


@public
def lu_factor(x: TensorLike, exchanges: bool = True) -> tuple[Tensor, Tensor]:
    """The LU factors of matrices, with row exchanges for stability.

    Args:
        x: (..., m, n), float32, float64 or complex.
        exchanges: what the second result says.

    Returns:
        (..., m, n) with u in the upper triangle and l below it (its diagonal of ones is
        not stored), and int32 pivots (..., min(m, n)): row i was exchanged with row
        pivots[i], one after the other. Or, without `exchanges`, the order (..., m) that
        they make: x[order] = l @ u.

    Gradient:
        Of square matrices with a regular l and u.

    Example:
        >>> import graph
        >>> lu, pivots = graph.lu_factor([[1.0, 2.0], [2.0, 8.0]])
        >>> lu.tolist(), pivots.tolist()
        ([[2.0, 8.0], [0.5, -2.0]], [1, 1])
    """
    lu, pivots, order = apply(Lu(), as_float(x))
    return lu, pivots if exchanges else order
