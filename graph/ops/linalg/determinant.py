"""Determinants and their logarithms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import apply
from graph.ir.dtypes import kind_of
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.contraction.matmul import transpose_last
from graph.ops.elementwise.complex import conj, imag, make_complex
from graph.ops.linalg.base import MatrixOp, adjoint
from graph.ops.linalg.solve import inv
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.shape.reshape import expand_dims

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


class Det(MatrixOp):
    """The determinant."""

    is_holomorphic = True

    def infer(self, x: Spec) -> Spec:
        self.require_matrices(square=True, x=x)
        return x.with_shape(x.shape[:-2])

    def kernel(self, x: np.ndarray) -> np.ndarray:
        return np.asarray(np.linalg.det(x))

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        return (expand_dims(dy * y, (-2, -1)) * transpose_last(inv(x)),)


class Slogdet(MatrixOp):
    """The sign (or phase) of the determinant, and the logarithm of its modulus."""

    def infer(self, x: Spec) -> tuple[Spec, Spec]:
        self.require_matrices(square=True, x=x)
        lead = x.shape[:-2]
        return Spec(x.dtype, lead), Spec(np.empty(0, x.dtype).real.dtype, lead)

    def kernel(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        sign, logarithm = np.linalg.slogdet(x)
        return np.asarray(sign), np.asarray(logarithm)

    def vjp(
        self, dys: tuple[Tensor, ...], ys: tuple[Tensor, ...], x: Tensor
    ) -> Cotangents:
        dsign, factor = dys
        if kind_of(x.dtype) == "c":  # the phase turns with the imaginary part
            factor = make_complex(factor, imag(dsign * conj(ys[0])))
        return (expand_dims(factor, (-2, -1)) * adjoint(inv(x)),)


@public
def det(x: TensorLike) -> Tensor:
    """The determinant of matrices in the last two axes.

    Args:
        x: (..., n, n), float32, float64 or complex.

    Gradient:
        dy * y * x^-T; an error where x is singular.

    Example:
        >>> import graph
        >>> float(graph.det([[2.0, 0.0], [0.0, 0.5]]))
        1.0
    """
    return apply(Det(), as_float(x))


@public
def slogdet(x: TensorLike) -> tuple[Tensor, Tensor] | Tensor:
    """The sign of the determinant, and the logarithm of its absolute value.

    Args:
        x: (..., n, n), float32, float64 or complex.

    Returns:
        The sign (0 where x is singular, a phase for complex x) and the logarithm.

    Gradient:
        x^-T times the cotangent of the logarithm; an error where x is singular.

    Example:
        >>> import graph
        >>> sign, logarithm = graph.slogdet([[-1.0, 0.0], [0.0, 1.0]])
        >>> float(sign), float(logarithm)
        (-1.0, 0.0)
    """
    return apply(Slogdet(), as_float(x))


@public
def logdet(x: TensorLike) -> Tensor:
    """ln(abs(det(x))), without overflow.

    Args:
        x: (..., n, n), float32, float64 or complex.

    Gradient:
        dy * x^-T; an error where x is singular.

    Example:
        >>> import graph
        >>> float(graph.logdet([[1e200, 0.0], [0.0, 1e-200]]))
        0.0
    """
    return slogdet(x)[1]
