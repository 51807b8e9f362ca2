"""Products of matrices, convolutions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.exchange.onnx.reading.functions import FUNCTIONS as f
from graph.exchange.onnx.reading.spatial import (
    channels_first,
    channels_last,
    pairs_of,
    said_pairs,
    steps_of,
)
from graph.exchange.onnx.reading.table import reads, same_as
from graph.ir.dispatch import apply, as_tensor
from graph.ops.convolution.conv import Conv, transposed_kernel

if TYPE_CHECKING:
    from graph.exchange.onnx.reading.scope import NodeView
    from graph.ir.dims import Size
    from graph.ir.tensor import EagerTensor


same_as({"MatMul": f.matmul, "Det": f.det})


@reads("Gemm")
def gemm(
    node: NodeView, a: EagerTensor, b: EagerTensor, c: EagerTensor | None = None
) -> EagerTensor:
    a = f.transpose(a) if node.get("transA", 0) else a
    b = f.transpose(b) if node.get("transB", 0) else b
    y = f.matmul(a, b)
    dtype = y.dtype
    y = y if node.get("alpha", 1.0) == 1 else y * np.asarray(node.get("alpha"), dtype)
    if c is None or node.get("beta", 1.0) == 0:
        return y
    beta = node.get("beta", 1.0)
    return y + (c if beta == 1 else f.multiply(c, np.asarray(beta, dtype)))


@reads("Einsum")
def einsum(node: NodeView, *xs: EagerTensor) -> EagerTensor:
    return f.einsum(node.get("equation"), *xs)


@reads("Conv")
def conv(
    node: NodeView, x: EagerTensor, w: EagerTensor, bias: EagerTensor | None = None
) -> EagerTensor:
    x, w = as_tensor(x), as_tensor(w)
    rank = x.ndim - 2
    window = w.spec.shape[2:]
    strides, dilation = steps_of(node, rank)
    padding = pairs_of(node, x.spec.shape[2:], window, strides, dilation)
    kernel = f.transpose(w, (*range(2, rank + 2), 1, 0))
    op = Conv(strides, padding, (1,) * rank, dilation, node.get("group", 1))
    y = apply(op, channels_last(x), kernel)
    return channels_first(y if bias is None else y + bias)


@reads("ConvTranspose")
def conv_transpose(
    node: NodeView, x: EagerTensor, w: EagerTensor, bias: Any = None
) -> EagerTensor:
    x, w = as_tensor(x), as_tensor(w)
    rank, groups = x.ndim - 2, node.get("group", 1)
    window = w.spec.shape[2:]
    strides, dilation = steps_of(node, rank)
    more = node.get("output_padding", [0] * rank)
    full = [(n - 1) * d for n, d in zip(window, dilation)]
    padding = _transposed_pairs(node, x, full, strides, more)
    # w (inputs, outputs / groups, *window) is the kernel of the convolution whose
    # transpose this is, but for the order of its axes
    kernel = f.transpose(w, (*range(2, rank + 2), 1, 0))
    kernel = transposed_kernel(kernel, groups)
    op = Conv((1,) * rank, padding, strides, dilation, groups)
    y = apply(op, channels_last(x), kernel)
    return channels_first(y if bias is None else y + bias)


def _transposed_pairs(
    node: NodeView,
    x: EagerTensor,
    full: Sequence[Size],
    strides: tuple[int, ...],
    more: Sequence[int],
) -> tuple[tuple[Any, ...], ...]:
    """What is padded of x, with zeros between its elements."""
    wanted = node.get("output_shape")
    rank, said = len(full), said_pairs(node, len(full))
    if wanted is None and said is not None:
        return tuple(
            (reach - low, reach - high + extra)
            for reach, (low, high), extra in zip(full, said, more)
        )
    is_upper = node.get("auto_pad") == "SAME_UPPER"
    sizes = x.spec.shape[2:]
    if wanted is None:
        wanted = [n * s for n, s in zip(sizes, strides)]
    pairs = []
    for size, stride, reach, extra, count in zip(
        sizes, strides, full, more, wanted[-rank:]
    ):
        total = stride * (size - 1) + extra + reach + 1 - count
        low = total // 2 if is_upper else total - total // 2
        pairs.append((reach - low, reach - (total - low) + extra))
    return tuple(pairs)
