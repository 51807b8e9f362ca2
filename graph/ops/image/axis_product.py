"""The product of a matrix that is mostly 0 with one axis of a tensor."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import apply
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ops.contraction.dot_general import sizes_may_agree
from graph.ops.shape.transpose import transpose

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents
    from graph.ir.tensor import Tensor


#: rows of weights that are multiplied together: more rows, more of their zeros
TOGETHER = 16
#: elements beside the axis below which they are multiplied as part of it
NARROW = 6


class AxisProduct(Op):
    """y[..., i, ...] = sum_j w[i, j] * x[..., j, ...] along an axis.

    The weights are constants: no gradient comes to them. Most of their zeros cost
    nothing.
    """

    axis: int

    def infer(self, w: Spec, x: Spec) -> Spec:
        self.require_float(w=w, x=x)
        self.require_same_dtype(w=w, x=x)
        self.require_axis(self.axis, x.rank, w=w, x=x)
        sizes = list(x.shape)
        if w.rank != 2 or not sizes_may_agree(w.shape[1], sizes[self.axis]):
            self.fail(
                f"w must have a column for each element of axis {self.axis} of x",
                "",
                w=w,
                x=x,
            )
        sizes[self.axis] = w.shape[0]
        return x.with_shape(sizes)

    def kernel(self, w: np.ndarray, x: np.ndarray) -> np.ndarray:
        sizes = list(x.shape)
        sizes[self.axis] = len(w)
        out = np.empty(sizes, x.dtype)
        self.kernel_into(out, w, x)
        return out

    def kernel_into(self, out: np.ndarray, w: np.ndarray, x: np.ndarray) -> None:
        used = np.flatnonzero(w.any(0))
        if 2 * len(used) <= w.shape[1]:
            w, x = w[:, used], np.take(x, used, self.axis)
        before = math.prod(x.shape[: self.axis])
        beside = math.prod(x.shape[self.axis + 1 :])
        if beside < NARROW:
            w = np.kron(w, np.eye(beside, dtype=w.dtype))
            wide: np.ndarray = x.reshape(before, w.shape[1])
            y: np.ndarray = out.reshape(before, len(w))
            for rows, columns in _blocks(w, TOGETHER * max(beside, 1)):
                np.matmul(wide[:, columns], w[rows, columns].T, y[:, rows])
            return
        wide = x.reshape(before, w.shape[1], beside)
        y = out.reshape(before, len(w), beside)
        for rows, columns in _blocks(w, TOGETHER):
            np.matmul(w[rows, columns], wide[:, columns], y[:, rows])

    def vjp(self, dy: Tensor, y: Tensor, w: Tensor, x: Tensor) -> Cotangents:
        return None, apply(AxisProduct(self.axis), transpose(w), dy)


def _blocks(w: np.ndarray, height: int) -> Iterator[tuple[slice, slice]]:
    """Rows and the columns between which they are not 0, some rows at a time."""
    if not w.size:
        yield slice(None), slice(None)
        return
    some = w != 0
    first = some.argmax(1)
    end = w.shape[1] - some[:, ::-1].argmax(1)
    for start in range(0, len(w), height):
        rows = slice(start, start + height)
        yield rows, slice(first[rows].min(), end[rows].max())
