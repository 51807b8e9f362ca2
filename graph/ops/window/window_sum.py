"""Sums over windows; the transpose of such a sum is one too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import Size
from graph.ir.dispatch import apply
from graph.ir.dtypes import kind_of
from graph.ir.errors import DTypeError
from graph.ir.spec import Spec
from graph.ops.window.base import WindowOp, accumulator, spatial_counts
from graph.ops.window.geometry import overlaps, transposed_padding

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents
    from graph.ir.tensor import Tensor
    from graph.ops.window.geometry import Axis, Pairs


class WindowSum(WindowOp):
    """y[o] = the sum of x over the window at o, for each image and channel.

    ``input_dilation`` puts zeros between the elements of x. Then the gradient is the
    same op with strides and input dilation exchanged.
    """

    input_dilation: tuple[int, ...]

    def counts(self, x: Spec) -> tuple[Size, ...]:
        return spatial_counts(
            self, x, self.window, self.strides, self.padding, self.input_dilation
        )

    def infer(self, x: Spec) -> Spec:
        if kind_of(x.dtype) == "b":
            self.fail(
                "booleans have no sum over windows",
                'convert them first: graph.cast(x, "int32")',
                DTypeError,
                x=x,
            )
        return super().infer(x)

    def axes(self, sizes: tuple[int, ...], counts: tuple[int, ...]) -> tuple[Axis, ...]:
        plain = super().axes(sizes, counts)
        return tuple(
            axis._replace(input_dilation=d)
            for axis, d in zip(plain, self.input_dilation)
        )

    def kernel(self, x: np.ndarray) -> np.ndarray:
        shape = self.infer(Spec(x.dtype, x.shape)).shape
        out = np.empty(shape, x.dtype)
        self.kernel_into(out, x)
        return out

    def kernel_into(self, out: np.ndarray, x: np.ndarray) -> None:
        if not x.size:
            out.fill(0)
        for block in self.blocks(x, out):
            part, images = out[block.region], x[block.images]
            total = accumulator(part)
            total.fill(0)
            for _, into, source in overlaps(block.axes):
                target = total[into]
                np.add(target, images[source], out=target)
            if total is not part:
                part[...] = total

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor) -> Cotangents:
        sizes = zip(x.spec.shape[1:-1], dy.spec.shape[1:-1])
        padding = tuple(
            transposed_padding(size, count, window, stride, low, dilation)
            for (size, count), window, stride, (low, _), dilation in zip(
                sizes, self.window, self.strides, self.padding, self.input_dilation
            )
        )
        op = WindowSum(self.window, self.input_dilation, padding, self.strides)
        return (apply(op, dy),)


def window_sum(
    x: Tensor,
    window: tuple[int, ...],
    strides: tuple[int, ...],
    padding: Pairs,
) -> Tensor:
    """The primitive without input dilation."""
    return apply(WindowSum(window, strides, padding, (1,) * len(window)), x)
