"""The one contraction: matmul, tensordot and einsum are made of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import Dim
from graph.ir.dispatch import apply
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.axes import without
from graph.ops.shape.transpose import transpose

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import Cotangents


class DotGeneral(Op):
    """z[batch, x's free, y's free] = the sum over contracted axes of x * y.

    ``contract`` and ``batch`` are pairs of tuples: axes of x, and those of y that they
    meet. The definition is XLA's DotGeneral.
    """

    contract: tuple[tuple[int, ...], tuple[int, ...]]
    batch: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    is_holomorphic = True

    def infer(self, x: Spec, y: Spec) -> Spec:
        self.require_same_dtype(x=x, y=y)
        for i, j in zip(
            self.contract[0] + self.batch[0], self.contract[1] + self.batch[1]
        ):
            a, b = x.shape[i], y.shape[j]
            if isinstance(a, int) and isinstance(b, int) and a != b:
                self.fail(f"axis {i} of x must equal axis {j} of y", "", x=x, y=y)
        shape = [x.shape[i] for i in self.batch[0]]
        shape += without(x.shape, self.batch[0] + self.contract[0])
        shape += without(y.shape, self.batch[1] + self.contract[1])
        return x.with_shape(shape)

    def flops(self, inputs: Sequence[Spec], outputs: Sequence[Spec]) -> Size:
        inner = math.prod(inputs[0].shape[i] for i in self.contract[0])
        return 2 * outputs[0].size * inner

    def kernel(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        if x.ndim <= 2 and self.contract == ((x.ndim - 1,), (0,)) and y.ndim <= 2:
            return np.asarray(np.matmul(x, y))
        a, b, shape = self._as_matrices(x, y)
        result: np.ndarray = np.matmul(a, b).reshape(shape)
        return result

    def kernel_into(self, out: np.ndarray, x: np.ndarray, y: np.ndarray) -> None:
        if x.ndim == y.ndim == 2 and len(self.contract[0]) == 1 and out.ndim == 2:
            (i,), (j,) = self.contract
            np.matmul(x if i else x.T, y.T if j else y, out)
            return
        a, b, _ = self._as_matrices(x, y)
        np.matmul(a, b, out.reshape(*a.shape[:-1], b.shape[-1]))

    def _as_matrices(
        self, x: np.ndarray, y: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, tuple[int, ...]]:
        """x as [batch, free, inner], y as [batch, inner, free]; views if possible."""
        (cx, cy), (bx, by) = self.contract, self.batch
        fx = without(range(x.ndim), cx + bx)
        fy = without(range(y.ndim), cy + by)
        lead = tuple(x.shape[i] for i in bx)
        rows = tuple(x.shape[i] for i in fx)
        columns = tuple(y.shape[i] for i in fy)
        inner = math.prod(x.shape[i] for i in cx)
        a = x.transpose(bx + fx + cx).reshape(*lead, math.prod(rows), inner)
        b = y.transpose(by + cy + fy).reshape(*lead, inner, math.prod(columns))
        return a, b, lead + rows + columns

    def vjp(self, dz: Tensor, z: Tensor, x: Tensor, y: Tensor) -> Cotangents:
        (cx, cy), (bx, by) = self.contract, self.batch
        fx = without(range(x.ndim), cx + bx)
        fy = without(range(y.ndim), cy + by)
        n, rows = len(bx), len(fx)
        lead = tuple(range(n))
        z_rows = tuple(range(n, n + rows))
        z_columns = tuple(range(n + rows, n + rows + len(fy)))
        # dz meets y in y's free axes: batch, x's free, then y's contracted axes
        dx = apply(DotGeneral((z_columns, fy), (lead, by)), dz, y)
        dx = _put_axes(dx, [*bx, *fx, *[cx[cy.index(j)] for j in sorted(cy)]])
        # x meets dz in x's free axes: batch, x's contracted, then y's free axes
        dy = apply(DotGeneral((fx, z_rows), (bx, lead)), x, dz)
        dy = _put_axes(dy, [*by, *[cy[cx.index(i)] for i in sorted(cx)], *fy])
        return dx, dy


def _put_axes(tensor: Tensor, places: Sequence[int]) -> Tensor:
    """The tensor with its axis k moved to position ``places[k]``."""
    inverse = sorted(range(len(places)), key=places.__getitem__)
    return transpose(tensor, inverse)


def sizes_may_agree(a: Size, b: Size) -> bool:
    return a == b or isinstance(a, Dim) or isinstance(b, Dim)
