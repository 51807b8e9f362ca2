"""Maxima over windows, and where they stand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import apply
from graph.ir.dtypes import kind_of
from graph.ir.errors import DTypeError
from graph.ir.spec import Spec
from graph.ops.window.base import WindowOp
from graph.ops.window.geometry import overlaps
from graph.ops.window.window_pick import WindowScatter

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents
    from graph.ir.tensor import Tensor


class WindowMax(WindowOp):
    """y[o] = the largest x in the window at o; NaN if there is one.

    What padding adds is never the largest. Gradient: to the first maximum of each
    window, in row-major order, as TensorFlow has it.
    """

    def infer(self, x: Spec) -> Spec:
        if kind_of(x.dtype) == "c":
            self.fail(
                "complex numbers have no order", "pool their parts", DTypeError, x=x
            )
        return super().infer(x)

    def kernel(self, x: np.ndarray) -> np.ndarray:
        out = np.empty(self.infer(Spec(x.dtype, x.shape)).shape, x.dtype)
        self.kernel_into(out, x)
        return out

    def kernel_into(self, out: np.ndarray, x: np.ndarray) -> None:
        lowest = lowest_value(x.dtype)
        if not x.size:
            out.fill(lowest)
        for block in self.blocks(x, out):
            part, images = out[block.region], x[block.images]
            part.fill(lowest)
            for _, into, source in overlaps(block.axes):
                target = part[into]
                np.maximum(target, images[source], out=target)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        index = apply(WindowArgmax(self.window, self.strides, self.padding), x, y)
        sizes = x.spec.shape[1:-1]
        op = WindowScatter(self.window, self.strides, self.padding, sizes)
        return (apply(op, dy, index),)


class WindowArgmax(WindowOp):
    """The offset of the first maximum in each window, int32, in row-major order.

    Takes x and ``y = WindowMax(x)``. Where y is NaN, the first offset inside x; where a
    window is all padding, the number of offsets.
    """

    def infer(self, x: Spec, y: Spec) -> Spec:
        self.require_same_dtype(x=x, y=y)
        return super().infer(x).with_dtype(np.int32)

    def kernel(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        out = np.empty(y.shape, np.int32)
        self.kernel_into(out, x, y)
        return out

    def kernel_into(self, out: np.ndarray, x: np.ndarray, y: np.ndarray) -> None:
        last = math.prod(self.window)
        if not x.size:
            out.fill(last)
        for block in self.blocks(x, out):
            images, best = x[block.images], y[block.region]
            score = np.zeros(best.shape, np.uint8 if last < 256 else np.int32)
            for offset, into, source in overlaps(block.axes):
                target = score[into]
                is_best = ~np.less(images[source], best[into])
                points = score.dtype.type(last - offset)
                np.maximum(target, is_best.view(np.uint8) * points, out=target)
            np.subtract(last, score, out=out[block.region], dtype=np.int32)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor, maximum: Tensor) -> Cotangents:
        return None, None


def lowest_value(dtype: np.dtype) -> float:
    """What is smaller than or equal to every number of the dtype."""
    if kind_of(dtype) == "f":
        return -np.inf
    return False if kind_of(dtype) == "b" else np.iinfo(dtype).min
