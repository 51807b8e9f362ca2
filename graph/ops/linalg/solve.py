"""Systems of equations, and inverses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import apply
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.contraction.matmul import matmul, transpose_last
from graph.ops.linalg.base import MatrixOp, run_lapack, same_float, same_leading
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.shape.reshape import expand_dims, squeeze

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


_SINGULAR = "is singular"
_HINT = "use graph.pinv or graph.lstsq"


class Solve(MatrixOp):
    """x with a @ x = b, by LU factors."""

    is_holomorphic = True

    def infer(self, a: Spec, b: Spec) -> Spec:
        self.require_system(a, b)
        return b

    def kernel(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        try:
            return np.linalg.solve(a, b)
        except np.linalg.LinAlgError:
            run_lapack(np.linalg.inv, a, _SINGULAR, _HINT)
            raise

    def vjp(self, dx: Tensor, x: Tensor, a: Tensor, b: Tensor) -> Cotangents:
        db = apply(self, transpose_last(a), dx)
        return -matmul(db, transpose_last(x)), db


class Inv(MatrixOp):
    """y with y @ x = 1."""

    is_holomorphic = True

    def infer(self, x: Spec) -> Spec:
        self.require_matrices(square=True, x=x)
        return x

    def kernel(self, x: np.ndarray) -> np.ndarray:
        return run_lapack(np.linalg.inv, x, _SINGULAR, _HINT)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        turned = transpose_last(y)
        return (-matmul(turned, matmul(dy, turned)),)


@public
def solve(a: TensorLike, b: TensorLike) -> Tensor:
    """x with a @ x = b.

    Args:
        a: (..., n, n), float32, float64 or complex.
        b: (..., n, k), or (n,) and then x is (..., n). Leading axes broadcast.

    Raises:
        numpy.linalg.LinAlgError: a is singular (ExecutionError in a run).

    Gradient:
        db = a^-T @ dx, da = -db @ x.T.

    Example:
        >>> import graph
        >>> graph.solve([[2.0, 0.0], [0.0, 4.0]], [2.0, 8.0]).numpy()
        array([1., 2.])
    """
    a, b = same_float(a, b)
    vector = b.ndim == 1
    a, b = same_leading("solve", a, expand_dims(b, 1) if vector else b)
    x = apply(Solve(), a, b)
    return squeeze(x, -1) if vector else x


@public
def inv(x: TensorLike) -> Tensor:
    """The inverse of matrices in the last two axes.

    Args:
        x: (..., n, n), float32, float64 or complex.

    Raises:
        numpy.linalg.LinAlgError: x is singular (ExecutionError in a run).

    Gradient:
        -y.T @ dy @ y.T.

    Example:
        >>> import graph
        >>> graph.inv([[2.0, 0.0], [0.0, 4.0]]).numpy()
        array([[0.5 , 0.  ],
               [0.  , 0.25]])
    """
    return apply(Inv(), as_float(x))
