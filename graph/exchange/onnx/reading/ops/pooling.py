"""Pools, normalisations, softmax."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from graph.exchange.onnx.reading.functions import FUNCTIONS as f
from graph.exchange.onnx.reading.spatial import (
    channels_first,
    channels_last,
    pairs_of,
    steps_of,
)
from graph.exchange.onnx.reading.table import reads
from graph.ir.dispatch import apply, as_tensor
from graph.ops.window.window_max import WindowMax
from graph.ops.window.window_sum import window_sum

if TYPE_CHECKING:
    from graph.exchange.onnx.reading.scope import NodeView
    from graph.ir.dims import Size
    from graph.ir.tensor import EagerTensor, Tensor


def _geometry(
    node: NodeView, x: EagerTensor
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[tuple[int, ...], ...]]:
    window = tuple(node.get("kernel_shape"))
    rank = len(window)
    strides, dilation = steps_of(node, rank)
    if any(d > 1 for d in dilation):
        node.fail("windows with gaps are not read")
    padding = pairs_of(node, x.spec.shape[2:], window, strides, dilation)
    if node.get("ceil_mode", 0):
        padding = tuple(
            (low, high + _to_ceiling(node, size, low + high, extent, stride, low))
            for (low, high), size, extent, stride in zip(
                padding, x.spec.shape[2:], window, strides
            )
        )
    return window, strides, padding


def _to_ceiling(
    node: NodeView, size: Size, padded: int, extent: int, stride: int, low: int
) -> Size:
    """What is missing for a last window, which must not begin in the high padding."""
    if not isinstance(size, int):
        node.fail("ceil_mode of sizes that are not known is not read")
    room = size + padded - extent
    missing = -room % stride
    starts = (room + missing) // stride * stride
    return missing if missing and starts < size + low else 0


@reads("MaxPool")
def max_pool(node: NodeView, x: EagerTensor) -> EagerTensor:
    if len([name for name in node.outputs if name]) > 1:
        node.fail("the places of maxima are not read")
    x = as_tensor(x)
    op = WindowMax(*_geometry(node, x))
    return channels_first(apply(op, channels_last(x)))


@reads("AveragePool")
def average_pool(node: NodeView, x: EagerTensor) -> EagerTensor:
    x = as_tensor(x)
    window, strides, padding = _geometry(node, x)
    total = window_sum(channels_last(x), window, strides, padding)
    if node.get("count_include_pad", 0):
        if node.get("ceil_mode", 0):
            node.fail("count_include_pad with ceil_mode is not read")
        return channels_first(total / math.prod(window))
    ones = f.broadcast_to(np.ones((), x.dtype), (1, *x.spec.shape[2:], 1))
    return channels_first(total / window_sum(ones, window, strides, padding))


@reads("GlobalAveragePool")
def global_average_pool(node: NodeView, x: EagerTensor) -> EagerTensor:
    x = as_tensor(x)
    return f.mean(x, tuple(range(2, x.ndim)), keepdims=True)


@reads("GlobalMaxPool")
def global_max_pool(node: NodeView, x: EagerTensor) -> EagerTensor:
    x = as_tensor(x)
    return f.max(x, tuple(range(2, x.ndim)), keepdims=True)


# ---- normalisations


def _beside(x: EagerTensor, vector: EagerTensor) -> EagerTensor:
    """A vector over the channels, ready to meet x."""
    vector = as_tensor(vector)
    return f.reshape(vector, (vector.spec.shape[0], *[1] * (x.ndim - 2)))


@reads("BatchNormalization")
def batch_normalization(
    node: NodeView,
    x: EagerTensor,
    scale: EagerTensor,
    bias: EagerTensor,
    mean: EagerTensor,
    variance: EagerTensor,
) -> EagerTensor:
    if node.get("training_mode", 0):
        node.fail("training_mode is not read")
    x = as_tensor(x)
    epsilon = np.asarray(node.get("epsilon", 1e-5), as_tensor(variance).dtype)
    factor = f.multiply(scale, f.rsqrt(f.add(variance, epsilon)))
    shift = f.subtract(bias, f.multiply(mean, factor))
    return f.cast(x * _beside(x, factor) + _beside(x, shift), x.dtype)


@reads("InstanceNormalization")
def instance_normalization(
    node: NodeView, x: EagerTensor, scale: EagerTensor, bias: EagerTensor
) -> Tensor:
    x = as_tensor(x)
    axes = tuple(range(2, x.ndim))
    y, *_ = _normalised(x, axes, node.get("epsilon", 1e-5))
    return y * _beside(x, scale) + _beside(x, bias)


@reads("LayerNormalization")
def layer_normalization(
    node: NodeView, x: EagerTensor, scale: EagerTensor, bias: EagerTensor | None = None
) -> tuple[EagerTensor, EagerTensor, EagerTensor]:
    x = as_tensor(x)
    axes = tuple(range(node.get("axis", -1) % x.ndim, x.ndim))
    y, *moments = _normalised(x, axes, node.get("epsilon", 1e-5))
    y = f.cast(y * scale, x.dtype)
    return y if bias is None else f.add(y, bias), *moments


def _normalised(
    x: EagerTensor, axes: tuple[int, ...], epsilon: float
) -> tuple[EagerTensor, EagerTensor, EagerTensor]:
    """x with mean 0 and variance 1 over the axes; the mean; 1 / the deviation."""
    mean = f.mean(x, axes, keepdims=True)
    centred = x - mean
    variance = f.mean(centred * centred, axes, keepdims=True)
    scale = f.rsqrt(variance + np.asarray(epsilon, x.dtype))
    return centred * scale, mean, scale


@reads("LpNormalization")
def lp_normalization(node: NodeView, x: EagerTensor) -> EagerTensor:
    axis, order = node.get("axis", -1), node.get("p", 2)
    size = f.absolute(x) if order == 1 else f.multiply(x, x)
    total = f.sum(size, axis, keepdims=True)
    return f.divide_no_nan(x, total if order == 1 else f.sqrt(total))


@reads("Softmax", "LogSoftmax")
def softmax(node: NodeView, x: EagerTensor) -> EagerTensor:
    function = f.softmax if node.kind == "Softmax" else f.log_softmax
    if node.opset >= 13:
        return function(x, node.get("axis", -1))
    x = as_tensor(x)  # over all axes from this one on, as if they were one
    axis = node.get("axis", 1) % max(x.ndim, 1)
    sizes = x.spec.shape
    flat = f.reshape(x, (math.prod(sizes[:axis]), math.prod(sizes[axis:])))
    return f.reshape(function(flat, -1), sizes)
