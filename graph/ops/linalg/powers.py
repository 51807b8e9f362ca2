"""Powers and the exponential of matrices."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import apply
from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.contraction.matmul import matmul, transpose_last
from graph.ops.elementwise.selection import zero_like
from graph.ops.linalg.base import MatrixOp
from graph.ops.linalg.solve import inv
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.shape.concatenate import concatenate
from graph.ops.shape.triangle import eye

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


class Expm(MatrixOp):
    """The exponential of a matrix, 1 + x + x @ x / 2 + ..."""

    is_holomorphic = True

    def infer(self, x: Spec) -> Spec:
        self.require_matrices(square=True, x=x)
        return x

    def kernel(self, x: np.ndarray) -> np.ndarray:
        from scipy.linalg import expm

        if not x.size:
            return np.zeros(x.shape, x.dtype)
        return np.array(expm(x), x.dtype)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        # the corner of exp([[a, b], [0, a]]) is the derivative of exp at a along b
        size, turned = x.spec.shape[-1], transpose_last(x)
        above = concatenate([turned, dy], -1)
        below = concatenate([zero_like(turned), turned], -1)
        whole = apply(Expm(), concatenate([above, below], -2))
        return (whole[..., :size, size:],)


@public
def expm(x: TensorLike) -> Tensor:
    """The exponential of matrices in the last two axes: 1 + x + x @ x / 2 + ...

    Args:
        x: (..., n, n), float32, float64 or complex.

    Gradient:
        The derivative of the exponential at x.T along dy.

    Source:
        Al-Mohy and Higham, 2009, Computing the Frechet derivative of the matrix
        exponential, for the gradient.

    Example:
        >>> import graph
        >>> graph.expm([[0.0, 2.0], [0.0, 0.0]]).numpy()
        array([[1., 2.],
               [0., 1.]])
    """
    return apply(Expm(), as_float(x))


@public
def matrix_power(x: TensorLike, n: int) -> Tensor:
    """x @ x @ ... @ x, n times; the inverse to the power -n for a negative n.

    Args:
        x: (..., k, k).
        n: an integer.

    Raises:
        ArgumentError: n is not an integer.

    Example:
        >>> import graph
        >>> graph.matrix_power([[1.0, 1.0], [0.0, 1.0]], 5).numpy()
        array([[1., 5.],
               [0., 1.]])
    """
    try:
        n = operator.index(n)
    except TypeError:
        raise ArgumentError(
            describe(
                "matrix_power: n must be an integer",
                {"n": repr(n)},
                "there are no roots of matrices here",
                str(here()),
            )
        ) from None
    x = as_float(x)
    if n < 0:
        x, n = inv(x), -n
    result = None
    while n:
        if n % 2:
            result = x if result is None else matmul(result, x)
        n //= 2
        x = matmul(x, x) if n else x
    if result is None:
        return broadcast_to(eye(x.spec.shape[-1], dtype=x.dtype), x.spec.shape)
    return result
