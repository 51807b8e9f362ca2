"""The QR factors: an orthogonal and a triangular one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import size_max
from graph.ir.dispatch import apply
from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.contraction.matmul import matmul
from graph.ops.elementwise.complex import real
from graph.ops.elementwise.selection import where
from graph.ops.linalg.base import MatrixOp, adjoint
from graph.ops.linalg.triangular import TriangularSolve
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.shape.concatenate import concatenate, slice_axis
from graph.ops.shape.triangle import eye, tril

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import Cotangents, TensorLike


_MODES = ("reduced", "complete")


class Qr(MatrixOp):
    """q with orthonormal columns and the upper triangular r, with q @ r = x."""

    complete: bool = False

    def infer(self, x: Spec) -> tuple[Spec, Spec]:
        self.require_matrices(x=x)
        *lead, rows, columns = x.shape
        rank = rows if self.complete else -size_max(-rows, -columns)
        return x.with_shape((*lead, rows, rank)), x.with_shape((*lead, rank, columns))

    def kernel(self, x: np.ndarray) -> tuple[np.ndarray, ...]:
        return tuple(np.linalg.qr(x, "complete" if self.complete else "reduced"))

    def vjp(
        self, dys: tuple[Tensor, ...], ys: tuple[Tensor, ...], x: Tensor
    ) -> Cotangents:
        (dq, dr), (q, r) = dys, ys
        rows, columns = x.spec.shape[-2:]
        wide = size_max(rows, columns) == columns  # rows <= columns, as far as known
        if wide and rows != columns:
            return (_pull_back_wide(dq, dr, q, r, rows),)
        tall = size_max(rows, columns) == rows
        if not tall or (self.complete and not wide):
            raise NotImplementedError(
                f"qr: no gradient for {x.spec}: it exists for mode='reduced', where "
                "the last two sizes are known, and for at most as many rows as columns"
            )
        return (_pull_back(dq, dr, q, r),)


def _pull_back(dq: Tensor, dr: Tensor, q: Tensor, r: Tensor) -> Tensor:
    """For at least as many rows as columns: (dq + q @ m) @ r^-H, where m is Hermitian
    with the lower triangle of r @ dr^H - dq^H @ q."""
    m = matmul(r, adjoint(dr)) - matmul(adjoint(dq), q)
    m = tril(m, -1) + adjoint(tril(m, -1)) + _real_diagonal(m)
    # z @ r^-H is the adjoint of r^-1 @ z^H
    return adjoint(apply(TriangularSolve(False), r, adjoint(dq + matmul(q, m))))


def _real_diagonal(m: Tensor) -> Tensor:
    return where(eye(m.spec.shape[-1], dtype="bool"), real(m), 0)


def _pull_back_wide(dq: Tensor, dr: Tensor, q: Tensor, r: Tensor, rows: Size) -> Tensor:
    """For more columns than rows: the first square block has the factors q and its
    part of r, the rest of x is q @ the rest of r."""
    columns, axis = r.spec.shape[-1], r.ndim - 1
    first, rest = (
        [slice_axis(t, axis, a, b) for t in (r, dr)]
        for a, b in ((0, rows), (rows, columns))
    )
    dq = dq + matmul(matmul(q, rest[0]), adjoint(rest[1]))
    parts = [_pull_back(dq, first[1], q, first[0]), matmul(q, rest[1])]
    return concatenate(parts, axis)


@public
def qr(x: TensorLike, mode: str = "reduced") -> tuple[Tensor, Tensor] | Tensor:
    """q with orthonormal columns and the upper triangular r, with q @ r = x.

    Args:
        x: (..., m, n), float32, float64 or complex.
        mode: "reduced" for min(m, n) columns of q, "complete" for m.

    Raises:
        ArgumentError: another mode.

    Gradient:
        Where r has no 0 on its diagonal; not for mode "complete" with m > n.

    Source:
        Roberts and Roberts, 2020, https://arxiv.org/abs/2009.10071, section 3.

    Example:
        >>> import graph
        >>> q, r = graph.qr([[0.0, 2.0], [3.0, 0.0]])
        >>> bool(graph.allclose(graph.matmul(q, r), [[0.0, 2.0], [3.0, 0.0]]))
        True
    """
    if mode not in _MODES:
        raise ArgumentError(
            describe(
                "qr: unknown mode",
                {"mode": repr(mode)},
                'use "reduced" or "complete"',
                str(here()),
            )
        )
    return apply(Qr(mode == "complete"), as_float(x))
