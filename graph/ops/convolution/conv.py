"""The convolution and its gradient with respect to the kernel; the pair is closed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dims import Dim, Size
from graph.ir.dispatch import apply
from graph.ir.dtypes import kind_of
from graph.ir.errors import DTypeError
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.contraction.dot_general import sizes_may_agree
from graph.ops.convolution.kernels import convolve_into, correlate_into
from graph.ops.shape.reshape import reshape
from graph.ops.shape.transpose import flip, transpose
from graph.ops.window.base import spatial_counts
from graph.ops.window.geometry import Axis, transposed_padding

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents


class ConvOp(Op, abstract=True):
    """Attributes and geometry of a convolution x [N, *S, C] * w [*K, C/groups, D].

    ``padding`` holds pairs (low, high) for the spatial axes, of which negative ones
    cut. ``input_dilation`` puts zeros between the elements of x, ``dilation`` between
    those of w.
    """

    strides: tuple[int, ...]
    padding: tuple[tuple[Size, Size], ...]
    input_dilation: tuple[int, ...]
    dilation: tuple[int, ...]
    groups: int = 1
    is_holomorphic = True

    def counts(self, x: Spec, window: tuple[Size, ...]) -> tuple[Size, ...]:
        """The output sizes of the spatial axes."""
        return spatial_counts(
            self,
            x,
            window,
            self.strides,
            self.padding,
            self.input_dilation,
            self.dilation,
        )

    def axes(
        self, sizes: tuple[int, ...], counts: tuple[int, ...], window: tuple[int, ...]
    ) -> tuple[Axis, ...]:
        """The spatial axes in numbers, for a kernel."""
        lows = [low for low, _ in self.padding]
        parts = sizes, counts, window, self.strides, lows
        return tuple(map(Axis, *parts, self.input_dilation, self.dilation))

    def products(self, y: Spec, w: Spec) -> Size:
        """The flops of y = x * w, where x is padded; zeros between its elements are
        left out."""
        each = math.prod(w.shape[:-1])
        return 2 * y.size * each // math.prod(self.input_dilation)

    def geometry(
        self,
    ) -> tuple[
        tuple[int, ...], tuple[tuple[Size, ...], ...], tuple[int, ...], tuple[int, ...]
    ]:
        return self.strides, self.padding, self.input_dilation, self.dilation

    def require_channels(self, x: Spec, w: Spec) -> None:
        """Checks that the channels of x and w and the groups fit."""
        have, need, filters = x.shape[-1], w.shape[-2], w.shape[-1]
        if isinstance(have, int) and have % self.groups:
            self.fail(
                f"{self.groups} groups do not divide {have} channels",
                "groups must divide the channels of x and the filters",
                x=x,
                kernel=w,
                groups=self.groups,
            )
        if isinstance(filters, int) and filters % self.groups:
            self.fail(
                f"{self.groups} groups do not divide {filters} filters",
                "groups must divide the channels of x and the filters",
                x=x,
                kernel=w,
                groups=self.groups,
            )
        known = isinstance(have, int) and isinstance(need, int)
        if known and have != need * self.groups:
            self.fail(
                f"x has {have} channels, the kernel takes {need * self.groups}",
                "the kernel is (*window, channels / groups, filters)",
                x=x,
                kernel=w,
                groups=self.groups,
            )

    def convolve_back(self, dy: Tensor, x: Tensor, w: Tensor) -> Tensor:
        """The transpose of the convolution with w, at dy: of the shape of x."""
        window = w.spec.shape[:-2]
        sizes, counts = x.spec.shape[1:-1], dy.spec.shape[1:-1]
        parts = zip(
            sizes,
            counts,
            window,
            self.strides,
            [low for low, _ in self.padding],
            self.input_dilation,
            self.dilation,
        )
        padding = tuple(transposed_padding(*part) for part in parts)
        op = Conv(
            self.input_dilation, padding, self.strides, self.dilation, self.groups
        )
        return apply(op, dy, transposed_kernel(w, self.groups))


def transposed_kernel(w: Tensor, groups: int) -> Tensor:
    """w [*K, C, groups * D] flipped along its window, as [*K, D, groups * C]."""
    *window, inputs, outputs = w.spec.shape
    rank = len(window)
    flipped = flip(w, tuple(range(rank)))
    order = tuple(range(rank))
    if groups == 1:
        return transpose(flipped, (*order, rank + 1, rank))
    split = reshape(flipped, (*window, inputs, groups, outputs // groups))
    swapped = transpose(split, (*order, rank + 2, rank + 1, rank))
    return reshape(swapped, (*window, outputs // groups, groups * inputs))


class Conv(ConvOp):
    """y[n, o, d] = the sum over k, c of x[n, o * stride + k * dilation - low, c] *
    w[k, c, d], within each group of channels.

    x [N, *S, C] and w [*K, C / groups, D] give y [N, *O, D].
    """

    def infer(self, x: Spec, w: Spec) -> Spec:
        self.require_same_dtype(x=x, kernel=w)
        if kind_of(x.dtype) == "b":
            self.fail("booleans are not convolved", "cast both", DTypeError, x=x)
        if w.rank != x.rank:
            self.fail(
                f"the kernel must have rank {x.rank}, as x has",
                "the kernel is (*window, channels / groups, filters)",
                x=x,
                kernel=w,
            )
        if any(isinstance(size, Dim) for size in w.shape[:-2]):
            self.fail("the window of the kernel must have known sizes", "", kernel=w)
        self.require_channels(x, w)
        counts = self.counts(x, w.shape[:-2])
        return x.with_shape((x.shape[0], *counts, w.shape[-1]))

    def flops(self, inputs: Sequence[Spec], outputs: Sequence[Spec]) -> Size:
        return self.products(outputs[0], inputs[1])

    def kernel(self, x: np.ndarray, w: np.ndarray) -> np.ndarray:
        spec = self.infer(Spec(x.dtype, x.shape), Spec(w.dtype, w.shape))
        out = np.empty(spec.shape, x.dtype)
        self.kernel_into(out, x, w)
        return out

    def kernel_into(self, out: np.ndarray, x: np.ndarray, w: np.ndarray) -> None:
        axes = self.axes(x.shape[1:-1], out.shape[1:-1], w.shape[:-2])
        convolve_into(out, x, w, axes, self.groups)

    def vjp(self, dy: Tensor, y: Tensor, x: Tensor, w: Tensor) -> Cotangents:
        op = ConvKernelGrad(*self.geometry(), self.groups, w.spec.shape[:-2])
        return self.convolve_back(dy, x, w), apply(op, x, dy)


class ConvKernelGrad(ConvOp):
    """dw[k, c, d] = the sum over n, o of x[n, o * stride + k * dilation - low, c] *
    dy[n, o, d]: the transpose of `Conv` in its kernel, whose window is ``window``.

    x [N, *S, C] and dy [N, *O, D] give dw [*window, C / groups, D].
    """

    window: tuple[int, ...]

    def infer(self, x: Spec, dy: Spec) -> Spec:
        self.require_same_dtype(x=x, dy=dy)
        counts = self.counts(x, self.window)
        pairs = list(zip(counts, dy.shape[1:-1]))
        if dy.rank != x.rank or not all(sizes_may_agree(*pair) for pair in pairs):
            self.fail(
                f"dy must have spatial sizes {list(counts)}",
                "it has the shape of the convolution of x",
                x=x,
                dy=dy,
            )
        return x.with_shape((*self.window, x.shape[-1] // self.groups, dy.shape[-1]))

    def flops(self, inputs: Sequence[Spec], outputs: Sequence[Spec]) -> Size:
        return self.products(inputs[1], outputs[0])

    def kernel(self, x: np.ndarray, dy: np.ndarray) -> np.ndarray:
        spec = self.infer(Spec(x.dtype, x.shape), Spec(dy.dtype, dy.shape))
        out = np.empty(spec.shape, x.dtype)
        self.kernel_into(out, x, dy)
        return out

    def kernel_into(self, out: np.ndarray, x: np.ndarray, dy: np.ndarray) -> None:
        axes = self.axes(x.shape[1:-1], dy.shape[1:-1], self.window)
        correlate_into(out, x, dy, axes, self.groups)

    def vjp(self, dw: Tensor, w: Tensor, x: Tensor, dy: Tensor) -> Cotangents:
        op = Conv(*self.geometry(), self.groups)
        return self.convolve_back(dy, x, dw), apply(op, x, dw)
