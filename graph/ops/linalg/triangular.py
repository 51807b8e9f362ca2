"""Systems of equations with a triangular matrix, by substitution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dispatch import apply
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.contraction.matmul import matmul, transpose_last
from graph.ops.linalg.base import (
    MatrixOp,
    each_matrix,
    same_float,
    same_leading,
)
from graph.ops.public import public
from graph.ops.shape.reshape import expand_dims, squeeze
from graph.ops.shape.triangle import tril, triu

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


class TriangularSolve(MatrixOp):
    """x with a @ x = b, reading one triangle of a; a.T @ x = b if ``transpose``."""

    lower: bool  # type: ignore[misc]  # here the name is numpy's
    transpose: bool = False
    is_holomorphic = True

    def infer(self, a: Spec, b: Spec) -> Spec:
        self.require_system(a, b)
        return b

    def kernel(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        if not b.size:
            return np.zeros(b.shape, b.dtype)
        _require_regular(a)
        solved: Any = each_matrix(self._solve_one, a, b)
        return np.stack(solved).reshape(b.shape).astype(b.dtype, copy=False)

    def _solve_one(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        from scipy.linalg import solve_triangular

        result: np.ndarray = solve_triangular(
            a, b, trans=int(self.transpose), lower=self.lower, check_finite=False
        )
        return result

    def vjp(self, dx: Tensor, x: Tensor, a: Tensor, b: Tensor) -> Cotangents:
        db = apply(TriangularSolve(self.lower, not self.transpose), a, dx)
        left, right = (x, db) if self.transpose else (db, x)
        da = -matmul(left, transpose_last(right))
        return (tril if self.lower else triu)(da), db


def _require_regular(a: np.ndarray) -> None:
    """Raises LinAlgError where a diagonal element is 0."""
    diagonal = np.diagonal(a, axis1=-2, axis2=-1)
    if not diagonal.all():
        *place, row = np.argwhere(diagonal == 0)[0].tolist()
        which = f" (number {place} of the leading axes)" if place else ""
        raise np.linalg.LinAlgError(
            f"the matrix{which} is singular: its diagonal element {row} is 0; "
            "use graph.lstsq for a system without a unique solution"
        )


@public
def solve_triangular(
    a: TensorLike, b: TensorLike, lower: bool = False, transpose: bool = False
) -> Tensor:
    """x with a @ x = b, where only one triangle of a is read.

    Args:
        a: (..., n, n), float32, float64 or complex.
        b: (..., n, k), or (n,) and then so is x. Leading axes broadcast.
        lower: whether the lower triangle is read, otherwise the upper one.
        transpose: whether a.T stands in place of a.

    Raises:
        numpy.linalg.LinAlgError: a diagonal element is 0 (ExecutionError in a run).

    Gradient:
        To the triangle of a that is read, and to b.

    Example:
        >>> import graph
        >>> graph.solve_triangular([[2.0, 0.0], [1.0, 4.0]], [2.0, 9.0], True).numpy()
        array([1., 2.])
    """
    a, b = same_float(a, b)
    vector = b.ndim == 1
    a, b = same_leading("solve_triangular", a, expand_dims(b, 1) if vector else b)
    x = apply(TriangularSolve(bool(lower), bool(transpose)), a, b)
    return squeeze(x, -1) if vector else x
