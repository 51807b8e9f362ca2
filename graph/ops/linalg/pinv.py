"""The pseudoinverse, least squares, and ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from typing import cast as cast_type

import numpy as np

from graph.ir.dims import Size, size_max
from graph.ir.dispatch import apply, as_tensor
from graph.ir.dtypes import finfo
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.contraction.matmul import matmul
from graph.ops.elementwise.cast import cast
from graph.ops.linalg.base import MatrixOp, adjoint, same_float
from graph.ops.linalg.svd import svd
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.reduction.extremes import max as maximum_over
from graph.ops.shape.broadcast import sum as total
from graph.ops.shape.reshape import expand_dims, squeeze

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


class Pinv(MatrixOp):
    """The pseudoinverse; singular values up to rcond times the largest count as 0."""

    rcond: float | None

    def infer(self, x: Spec) -> Spec:
        self.require_matrices(x=x)
        *lead, rows, columns = x.shape
        return x.with_shape((*lead, columns, rows))

    def kernel(self, x: np.ndarray) -> np.ndarray:
        rcond = _default_rcond(x.dtype, x.shape) if self.rcond is None else self.rcond
        return np.linalg.pinv(x, rcond).astype(x.dtype, copy=False)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        yh, gh = adjoint(y), adjoint(dy)
        inner = matmul(yh, matmul(dy, yh))
        left = matmul(gh, matmul(y, yh))  # of what x leaves out among the columns
        right = matmul(matmul(yh, y), gh)  # and among the rows
        left = left - matmul(x, matmul(y, left))
        right = right - matmul(matmul(right, y), x)
        return (left + right - inner,)


def _default_rcond(dtype: np.dtype, shape: tuple[int, ...]) -> float:
    return float(finfo(dtype).eps) * max(shape[-2:])


@public
def pinv(x: TensorLike, rcond: float | None = None) -> Tensor:
    """The pseudoinverse y: x @ y and y @ x are orthogonal projections on its ranges.

    Args:
        x: (..., m, n), float32, float64 or complex.
        rcond: singular values up to rcond times the largest count as 0;
            max(m, n) * eps if None.

    Returns:
        (..., n, m).

    Gradient:
        Where the rank does not change.

    Source:
        Golub and Pereyra, 1973, The differentiation of pseudo-inverses, equation 4.12.

    Example:
        >>> import graph
        >>> graph.pinv([[2.0, 0.0], [0.0, 0.0]]).numpy()
        array([[0.5, 0. ],
               [0. , 0. ]])
    """
    return apply(Pinv(None if rcond is None else float(rcond)), as_float(x))


@public
def lstsq(a: TensorLike, b: Any, rcond: float | None = None) -> Tensor:
    """The shortest x that makes the norm of a @ x - b smallest.

    Args:
        a: (m, n), float32, float64 or complex; leading axes as for `matmul`.
        b: (m,) or (m, k).
        rcond: as for `pinv`.

    Returns:
        (n,) or (n, k).

    Gradient:
        Where the rank of a does not change.

    Example:
        >>> import graph
        >>> graph.lstsq([[1.0], [1.0]], [1.0, 3.0]).numpy().round(6)
        array([2.])
    """
    a, b = same_float(a, b)
    vector = b.ndim == 1
    x = matmul(pinv(a, rcond), expand_dims(b, 1) if vector else b)
    return squeeze(x, -1) if vector else x


@public
def matrix_rank(x: TensorLike, tol: float | None = None) -> Tensor:
    """How many singular values are larger than tol, as int64.

    Args:
        x: (..., m, n), float32, float64 or complex.
        tol: the largest singular value times max(m, n) * eps if None.

    Gradient:
        None.

    Example:
        >>> import graph
        >>> int(graph.matrix_rank([[1.0, 2.0], [2.0, 4.0]]))
        1
    """
    x = as_float(x)
    values = cast_type("Tensor", svd(x, compute_uv=False))
    limit: TensorLike
    if tol is None:
        eps = float(finfo(x.dtype).eps)
        longer = _as_number(size_max(*x.spec.shape[-2:]), values.dtype)
        limit = maximum_over(values, -1, keepdims=True) * longer * eps
    else:
        limit = tol
    return total(cast(values > limit, "int64"), -1)


def _as_number(size: Size, dtype: np.dtype) -> Tensor:
    return cast(as_tensor(size), dtype)
