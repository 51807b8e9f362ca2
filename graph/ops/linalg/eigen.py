"""Eigenvalues and eigenvectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import apply
from graph.ir.dtypes import kind_of
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.contraction.matmul import matmul
from graph.ops.elementwise.arithmetic import absolute
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.complex import conj, imag, make_complex, real
from graph.ops.elementwise.selection import where, zero_like
from graph.ops.indexing.gather import take_along_axis
from graph.ops.linalg.base import MatrixOp, adjoint, hermitian
from graph.ops.linalg.solve import solve
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.reduction.extremes import argmax
from graph.ops.shape.arange import positions
from graph.ops.shape.broadcast import sum as total
from graph.ops.shape.reshape import expand_dims, reshape
from graph.ops.shape.triangle import eye

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


class Eigh(MatrixOp):
    """The rising eigenvalues w of a Hermitian matrix, and v with x @ v = v * w."""

    def infer(self, x: Spec) -> tuple[Spec, Spec]:
        self.require_matrices(square=True, x=x)
        values = np.empty(0, x.dtype).real.dtype
        return Spec(values, x.shape[:-1]), x

    def kernel(self, x: np.ndarray) -> tuple[np.ndarray, ...]:
        return tuple(np.linalg.eigh(x))

    def vjp(
        self, dys: tuple[Tensor, ...], ys: tuple[Tensor, ...], x: Tensor
    ) -> Cotangents:
        (dw, dv), (w, v) = dys, ys
        gaps = expand_dims(w, -2) - expand_dims(w, -1)
        gaps = cast(where(gaps == 0, 0, 1 / where(gaps == 0, 1, gaps)), v.dtype)
        inner = matmul(adjoint(v), dv) * gaps
        on_diagonal = eye(w.spec.shape[-1], dtype="bool")
        inner = where(on_diagonal, cast(expand_dims(dw, -1), v.dtype), inner)
        return (hermitian(matmul(v, matmul(inner, adjoint(v)))),)


class Eig(MatrixOp):
    """The eigenvalues w of a matrix, and v with x @ v = v * w; both complex."""

    def infer(self, x: Spec) -> tuple[Spec, Spec]:
        self.require_matrices(square=True, x=x)
        dtype = np.result_type(x.dtype, np.complex64)
        return Spec(dtype, x.shape[:-1]), Spec(dtype, x.shape)

    def kernel(self, x: np.ndarray) -> tuple[np.ndarray, ...]:
        dtype = np.result_type(x.dtype, np.complex64)
        return tuple(part.astype(dtype) for part in np.linalg.eig(x))

    def vjp(
        self, dys: tuple[Tensor, ...], ys: tuple[Tensor, ...], x: Tensor
    ) -> Cotangents:
        (dw, dv), (w, v) = dys, ys
        gaps = conj(expand_dims(w, -2) - expand_dims(w, -1))
        apart = where(gaps == 0, 0, 1 / where(gaps == 0, 1, gaps))
        inner = matmul(adjoint(v), _without_scaling(dv, v)) * apart
        on_diagonal = eye(w.spec.shape[-1], dtype="bool")
        inner = where(on_diagonal, expand_dims(dw, -1), inner)
        dx = solve(adjoint(v), matmul(inner, adjoint(v)))
        return (cast(dx if kind_of(x.dtype) == "c" else real(dx), x.dtype),)


def _without_scaling(dv: Tensor, v: Tensor) -> Tensor:
    """The cotangent of v before LAPACK scaled each column: to length 1, and so that its
    largest element is real."""
    along = total(conj(dv) * v, -2, keepdims=True)
    sizes = where(imag(v) == 0, absolute(real(v)), -1)
    largest = argmax(sizes, -2, keepdims=True)
    turn = imag(along) / take_along_axis(real(v), largest, -2)
    rows = cast(reshape(positions(v.spec.shape[-2]), (-1, 1)), largest.dtype)
    turned = where(rows == largest, turn, 0)
    length = cast(real(along), v.dtype)
    return dv - v * length + make_complex(zero_like(turned), turned)


@public
def eigh(x: TensorLike) -> tuple[Tensor, Tensor] | Tensor:
    """The eigenvalues w of Hermitian matrices, rising, and v with x @ v = v * w.

    Args:
        x: (..., n, n), symmetric or Hermitian; its lower triangle is read.

    Returns:
        w (..., n), real, and v (..., n, n), whose columns are orthonormal.

    Gradient:
        Hermitian: that of moving x[i, j] and x[j, i] together. Of v where the
        eigenvalues differ; of w always.

    Source:
        Giles, 2008, An extended collection of matrix derivative results, section 3.1.

    Example:
        >>> import graph
        >>> graph.eigh([[2.0, 0.0], [0.0, 1.0]])[0].numpy()
        array([1., 2.])
    """
    return apply(Eigh(), as_float(x))


@public
def eig(x: TensorLike) -> tuple[Tensor, Tensor] | Tensor:
    """The eigenvalues w of square matrices, and v with x @ v = v * w.

    Args:
        x: (..., n, n), float32, float64 or complex.

    Returns:
        w (..., n) and v (..., n, n) with columns of length 1, both complex.

    Gradient:
        Of v where the eigenvalues differ, of w where v is regular. `eigh` is better for
        symmetric matrices.

    Source:
        Boeddeker et al., 2017, https://arxiv.org/abs/1701.00392, section 4.8.

    Example:
        >>> import graph
        >>> graph.eig([[0.0, 1.0], [-1.0, 0.0]])[0].numpy()
        array([0.+1.j, 0.-1.j])
    """
    return apply(Eig(), as_float(x))
