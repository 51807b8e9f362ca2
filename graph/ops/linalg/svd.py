"""Singular values and vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import size_max
from graph.ir.dispatch import apply
from graph.ir.dtypes import kind_of
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.contraction.matmul import matmul
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.selection import where
from graph.ops.linalg.base import MatrixOp, adjoint
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.shape.reshape import expand_dims
from graph.ops.shape.triangle import eye

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import Cotangents, TensorLike


def _rank(x: Spec) -> Size:
    return -size_max(-x.shape[-2], -x.shape[-1])


def _real(dtype: np.dtype) -> np.dtype:
    return np.empty(0, dtype).real.dtype


class Svdvals(MatrixOp):
    """The singular values, falling."""

    def infer(self, x: Spec) -> Spec:
        self.require_matrices(x=x)
        return Spec(_real(x.dtype), (*x.shape[:-2], _rank(x)))

    def kernel(self, x: np.ndarray) -> np.ndarray:
        return np.linalg.svd(x, compute_uv=False)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        u, _, vh = apply(Svd(), x)
        return (matmul(u * expand_dims(cast(dy, x.dtype), -2), vh),)


class Svd(MatrixOp):
    """u, s, vh with x = u @ diag(s) @ vh; u and vh are square if ``full``."""

    full: bool = False

    def infer(self, x: Spec) -> tuple[Spec, Spec, Spec]:
        self.require_matrices(x=x)
        *lead, rows, columns = x.shape
        rank = _rank(x)
        left, right = (rows, columns) if self.full else (rank, rank)
        return (
            x.with_shape((*lead, rows, left)),
            Spec(_real(x.dtype), (*lead, rank)),
            x.with_shape((*lead, right, columns)),
        )

    def kernel(self, x: np.ndarray) -> tuple[np.ndarray, ...]:
        return tuple(np.linalg.svd(x, full_matrices=self.full))

    def vjp(
        self, dys: tuple[Tensor, ...], ys: tuple[Tensor, ...], x: Tensor
    ) -> Cotangents:
        rows, columns = x.spec.shape[-2:]
        if self.full and rows != columns:
            raise NotImplementedError(
                f"svd: no gradient for the full matrices of {x.spec}: they are not "
                "unique; use full_matrices=False"
            )
        return (_pull_back(dys, ys, rows, columns),)


def _pull_back(
    dys: tuple[Tensor, ...], ys: tuple[Tensor, ...], rows: Size, columns: Size
) -> Tensor:
    """u @ (w_u s + s w_v + diag(ds)) @ vh, with w the skew parts over s_j**2 - s_i**2,
    and what leaves the spaces of u and of v."""
    (du, ds, dvh), (u, s, vh) = dys, ys
    dv, row = adjoint(dvh), cast(expand_dims(s, -2), u.dtype)
    column = cast(expand_dims(s, -1), u.dtype)
    gaps = _reciprocal(row * row - column * column)
    on_diagonal = eye(s.spec.shape[-1], dtype="bool")
    left, right = (
        _skew(matmul(adjoint(a), b)) for a, b in ((u, du), (adjoint(vh), dv))
    )
    inner = left * gaps * row + column * (right * gaps)
    inner = inner + where(on_diagonal, cast(expand_dims(ds, -1), u.dtype), 0)
    if kind_of(u.dtype) == "c":  # the phases that u and v share
        inner = inner + where(on_diagonal, left * _reciprocal(column) * 0.5, 0)
    dx = matmul(u, matmul(inner, vh))
    inverse = _reciprocal(row)
    if size_max(rows, columns) != columns:
        dx = dx + matmul((du - matmul(u, matmul(adjoint(u), du))) * inverse, vh)
    if size_max(rows, columns) != rows:
        outside = dv - matmul(adjoint(vh), matmul(vh, dv))
        dx = dx + matmul(u, adjoint(outside * inverse))
    return dx


def _skew(x: Tensor) -> Tensor:
    return x - adjoint(x)


def _reciprocal(x: Tensor) -> Tensor:
    """1 / x, and 0 where x is 0."""
    return where(x == 0, 0, 1 / where(x == 0, 1, x))


@public
def svd(
    x: TensorLike, full_matrices: bool = True, compute_uv: bool = True
) -> Tensor | tuple[Tensor, Tensor, Tensor]:
    """u, s, vh with x = u @ diag(s) @ vh, orthonormal u and vh, and falling s >= 0.

    Args:
        x: (..., m, n), float32, float64 or complex.
        full_matrices: whether u is (m, m) and vh (n, n); otherwise (m, k) and (k, n)
            with k = min(m, n).
        compute_uv: whether u and vh are computed; otherwise only s is returned.

    Gradient:
        Of u and vh where the singular values differ, and not for full matrices unless
        m = n; of s always.

    Source:
        Townsend, 2016, Differentiating the singular value decomposition, section 2.

    Example:
        >>> import graph
        >>> graph.svd([[3.0, 0.0], [0.0, 4.0]], compute_uv=False).numpy()
        array([4., 3.])
    """
    x = as_float(x)
    return apply(Svd(bool(full_matrices)) if compute_uv else Svdvals(), x)
