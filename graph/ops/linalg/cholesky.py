"""The Cholesky factor, and what is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dispatch import apply
from graph.ir.dtypes import kind_of
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.contraction.matmul import matmul
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.complex import conj
from graph.ops.elementwise.selection import where
from graph.ops.linalg.base import MatrixOp, adjoint, hermitian, run_lapack
from graph.ops.linalg.triangular import TriangularSolve
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.shape.triangle import eye, tril

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


class Cholesky(MatrixOp):
    """The lower triangular y with y @ y^H = x; reads the lower triangle of x."""

    def infer(self, x: Spec) -> Spec:
        self.require_matrices(square=True, x=x)
        return x

    def kernel(self, x: np.ndarray) -> np.ndarray:
        return run_lapack(
            np.linalg.cholesky,
            x,
            "is not positive definite",
            "add a small multiple of the identity, or check that it is symmetric",
        )

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        inner = halved_diagonal(matmul(adjoint(y), dy))
        left = solve_adjoint(y, inner)
        return (hermitian(adjoint(solve_adjoint(y, adjoint(left)))),)


def halved_diagonal(x: Any) -> Tensor:
    """The lower triangle of x, with half of its diagonal."""
    size = x.spec.shape[-1]
    return tril(x) * where(eye(size, dtype="bool"), cast(0.5, x.dtype), 1)


def solve_adjoint(lower: Any, b: Any) -> Tensor:
    """lower^-H @ b."""
    matrix = conj(lower) if kind_of(lower.dtype) == "c" else lower
    return apply(TriangularSolve(True, True), matrix, b)


@public
def cholesky(x: TensorLike, upper: bool = False) -> Tensor:
    """The triangular L with L @ L^H = x; or U = L^H if upper.

    Args:
        x: (..., n, n), positive definite and Hermitian; its lower triangle is read.
        upper: which factor is returned.

    Raises:
        numpy.linalg.LinAlgError: x is not positive definite (ExecutionError in a run).

    Gradient:
        Hermitian: that of moving x[i, j] and x[j, i] together.

    Source:
        Murray, 2016, https://arxiv.org/abs/1602.07527, section 3.

    Example:
        >>> import graph
        >>> graph.cholesky([[4.0, 2.0], [2.0, 5.0]]).numpy()
        array([[2., 0.],
               [1., 2.]])
    """
    y = apply(Cholesky(), as_float(x))
    return adjoint(y) if upper else y


@public
def cholesky_inverse(x: TensorLike, upper: bool = False) -> Tensor:
    """The inverse of the matrix whose Cholesky factor is x.

    Args:
        x: (..., n, n), triangular.
        upper: whether x is the upper factor; otherwise the lower one.

    Raises:
        numpy.linalg.LinAlgError: a diagonal element is 0 (ExecutionError in a run).

    Example:
        >>> import graph
        >>> graph.cholesky_inverse([[2.0, 0.0], [0.0, 4.0]]).numpy()
        array([[0.25  , 0.    ],
               [0.    , 0.0625]])
    """
    x = as_float(x)
    identity = broadcast_to(eye(x.spec.shape[-1], dtype=x.dtype), x.spec.shape)
    inverse = apply(TriangularSolve(not upper), x, identity)
    if upper:
        return matmul(inverse, adjoint(inverse))
    return matmul(adjoint(inverse), inverse)
