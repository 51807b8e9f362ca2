"""TensorFlow's functions of neural networks."""

from __future__ import annotations

import functools

import numpy as np

from kerasish import ops
from kerasish.saving.upgrades.tf_ops.operands import axes, constant, like, numbers
from kerasish.saving.upgrades.tf_ops.table import tf_op

for _symbol, _key in {
    "relu": "relu", "relu6": "relu6", "elu": "elu", "selu": "selu", "tanh": "tanh",
    "sigmoid": "sigmoid", "softplus": "softplus", "softsign": "softsign",
    "log_sigmoid": "log_sigmoid", "swish": "silu",
}.items():  # fmt: skip
    tf_op(f"nn.{_symbol}", f"math.{_symbol}", f"keras.activations.{_symbol}")(
        functools.partial(lambda key, x: getattr(ops, key)(x), _key)
    )


@tf_op("nn.silu")
def silu(features, beta=1.0):
    return ops.multiply(features, ops.sigmoid(ops.multiply(features, beta)))


@tf_op("nn.crelu")
def crelu(features, axis=-1):
    return ops.relu(ops.concatenate([features, ops.negative(features)], axis=axis))


@tf_op("nn.gelu")
def gelu(features, approximate=False):
    return ops.gelu(features, approximate=approximate)


@tf_op("nn.leaky_relu")
def leaky_relu(features, alpha=0.2):
    return ops.leaky_relu(features, negative_slope=alpha)


@tf_op("nn.softmax", "math.softmax")
def softmax(logits, axis=None):
    return ops.softmax(logits, axis=-1 if axis is None else axis)


@tf_op("nn.log_softmax", "math.log_softmax")
def log_softmax(logits, axis=None):
    return ops.log_softmax(logits, axis=-1 if axis is None else axis)


@tf_op("nn.bias_add")
def bias_add(input, bias, data_format=None):
    bias = like(bias, input)
    if str(data_format).startswith("NC"):
        bias = ops.reshape(bias, (-1,) + (1,) * (ops.ndim(input) - 2))
    return ops.add(input, bias)


@tf_op("nn.batch_normalization")
def batch_normalization(x, mean, variance, offset, scale, variance_epsilon):
    factor = ops.rsqrt(ops.add(like(variance, x), variance_epsilon))
    if scale is not None:
        factor = ops.multiply(factor, like(scale, x))
    y = ops.multiply(ops.subtract(x, like(mean, x)), factor)
    return y if offset is None else ops.add(y, like(offset, x))


@tf_op("nn.moments")
def moments(x, axis, shift=None, keepdims=False):
    return ops.moments(x, axes(axis), keepdims=bool(keepdims))


@tf_op("nn.weighted_moments")
def weighted_moments(x, axis, frequency_weights, keepdims=False):
    """Means and variances where elements count as often as their weights say."""
    weights, axis = constant(frequency_weights), axes(axis)
    total = ops.sum(weights, axis=axis, keepdims=True)
    mean = ops.divide(ops.sum(ops.multiply(weights, x), axis, keepdims=True), total)
    square = ops.square(ops.subtract(x, mean))
    variance = ops.sum(ops.multiply(weights, square), axis, keepdims=True)
    both = [mean, ops.divide(variance, total)]
    return both if keepdims else [ops.squeeze(v, axis=axis) for v in both]


@tf_op("nn.l2_loss")
def l2_loss(t):
    return ops.divide(ops.sum(ops.square(t)), 2.0)


@tf_op("nn.local_response_normalization", "nn.lrn")
def local_response_normalization(
    input, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5
):  # fmt: skip
    """Each value over a power of the sum of squares of its neighbours in depth."""
    depth = input.shape[-1]
    near = np.abs(np.subtract.outer(range(depth), range(depth))) <= depth_radius
    sums = ops.matmul(ops.square(input), near.astype("float32"))
    return ops.divide(input, ops.power(ops.add(ops.multiply(sums, alpha), bias), beta))


@tf_op(
    "nn.softmax_cross_entropy_with_logits", "nn.softmax_cross_entropy_with_logits_v2"
)
def softmax_cross_entropy(labels, logits, axis=-1):
    terms = ops.multiply(constant(labels), ops.log_softmax(logits, axis=axis))
    return ops.negative(ops.sum(terms, axis=axis))


@tf_op("nn.sparse_softmax_cross_entropy_with_logits")
def sparse_softmax_cross_entropy(labels, logits):
    return ops.sparse_categorical_crossentropy(
        constant(labels), logits, from_logits=True
    )


@tf_op("nn.sigmoid_cross_entropy_with_logits")
def sigmoid_cross_entropy(labels, logits):
    return ops.subtract(ops.softplus(logits), ops.multiply(constant(labels), logits))


@tf_op("keras.backend.binary_crossentropy")
def binary_crossentropy(target, output, from_logits=False):
    if from_logits:
        return sigmoid_cross_entropy(target, output)
    output, target = ops.clip(output, 1e-7, 1 - 1e-7), constant(target)
    hit = ops.multiply(target, ops.log(ops.add(output, 1e-7)))
    rest = ops.add(ops.subtract(1.0, output), 1e-7)
    miss = ops.multiply(ops.subtract(1.0, target), ops.log(rest))
    return ops.negative(ops.add(hit, miss))


@tf_op("keras.backend.categorical_crossentropy")
def categorical_crossentropy(target, output, from_logits=False, axis=-1):
    return ops.categorical_crossentropy(
        constant(target), output, from_logits=from_logits, axis=axis
    )


@tf_op("keras.backend.batch_flatten")
def batch_flatten(x):
    return ops.reshape(x, (-1, int(np.prod(x.shape[1:]))))


@tf_op("keras.backend.int_shape")
def int_shape(x):
    return list(x.shape)


@tf_op("keras.activations.linear")
def linear(x):
    return x


def _depth(block_size, data_format):
    layout = "channels_first" if data_format == "NCHW" else "channels_last"
    return {"block_size": block_size, "data_format": layout}


@tf_op("nn.depth_to_space")
def depth_to_space(input, block_size, data_format="NHWC"):
    return ops.depth_to_space(input, **_depth(block_size, data_format))


@tf_op("nn.space_to_depth")
def space_to_depth(input, block_size, data_format="NHWC"):
    return ops.space_to_depth(input, **_depth(block_size, data_format))


@tf_op("space_to_batch_nd", "space_to_batch")
def space_to_batch(input, block_shape, paddings):
    """Blocks of the axes behind the first become rows of the batch."""
    block, margins = numbers(block_shape), numbers(paddings)
    rest = ops.ndim(input) - 1 - len(block)
    x = ops.pad(input, [(0, 0), *map(tuple, margins), *[(0, 0)] * rest])
    sizes = [s for n, b in zip(x.shape[1:], block) for s in (n // b, b)]
    tail, count = x.shape[1 + len(block) :], len(block)
    x = ops.reshape(x, (-1, *sizes, *tail))
    outer = [2 + 2 * i for i in range(count)]
    inner = [1 + 2 * i for i in range(count)]
    last = range(1 + 2 * count, 1 + 2 * count + rest)
    x = ops.transpose(x, axes=(*outer, 0, *inner, *last))
    return ops.reshape(x, (-1, *sizes[::2], *tail))


@tf_op("batch_to_space", "batch_to_space_nd")
def batch_to_space(input, block_shape, crops):
    """Rows of the batch become blocks of the axes behind it."""
    block, crops = numbers(block_shape), numbers(crops)
    count, total = len(block), int(np.prod(numbers(block_shape)))
    spatial, tail = input.shape[1 : 1 + count], input.shape[1 + count :]
    batch = -1 if input.shape[0] is None else input.shape[0] // total
    x = ops.reshape(input, (*block, batch, *spatial, *tail))
    order = [count]
    for i in range(count):
        order += [count + 1 + i, i]
    order += range(1 + 2 * count, 1 + 2 * count + len(tail))
    x = ops.transpose(x, axes=tuple(order))
    x = ops.reshape(x, (-1, *[n * b for n, b in zip(spatial, block)], *tail))
    parts = [slice(low, n * b - high)
             for (low, high), n, b in zip(crops, spatial, block)]  # fmt: skip
    return x[(slice(None), *parts)]
