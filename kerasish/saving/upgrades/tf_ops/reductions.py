"""TensorFlow's reductions and running sums."""

from __future__ import annotations

import functools
import math

import numpy as np

from kerasish import ops
from kerasish.saving.upgrades.tf_ops.operands import axes, constant, numbers
from kerasish.saving.upgrades.tf_ops.table import tf_op


def _reduced(key, input_tensor, axis=None, keepdims=False):
    x = constant(input_tensor)
    return getattr(ops, key)(x, axis=axes(axis), keepdims=bool(keepdims))


_REDUCTIONS = {
    "sum": "sum", "mean": "mean", "max": "max", "min": "min", "prod": "prod",
    "std": "std", "variance": "var", "logsumexp": "logsumexp", "any": "any",
    "all": "all",
}  # fmt: skip
for _name, _key in _REDUCTIONS.items():
    tf_op(f"math.reduce_{_name}", f"reduce_{_name}")(functools.partial(_reduced, _key))


@tf_op("math.reduce_euclidean_norm")
def reduce_euclidean_norm(input_tensor, axis=None, keepdims=False):
    return ops.sqrt(_reduced("sum", ops.square(input_tensor), axis, keepdims))


@tf_op("math.count_nonzero")
def count_nonzero(input, axis=None, keepdims=False, dtype="int64"):
    ones = ops.cast(ops.not_equal(input, 0), dtype)
    return _reduced("sum", ones, axis, keepdims)


@tf_op("math.zero_fraction", "nn.zero_fraction")
def zero_fraction(input):
    return ops.mean(ops.cast(ops.equal(input, 0), "float32"))


@tf_op("math.argmax", "argmax")
def argmax(input, axis=None, output_type="int64"):
    """Over the first axis where none is given."""
    return ops.cast(ops.argmax(input, axis=_axis(axis)), output_type)


@tf_op("math.argmin", "argmin")
def argmin(input, axis=None, output_type="int64"):
    return ops.cast(ops.argmin(input, axis=_axis(axis)), output_type)


def _axis(axis) -> int:
    axis = numbers(axis)
    return 0 if axis is None else int(axis)


@tf_op("math.cumsum", "cumsum")
def cumsum(x, axis=0, exclusive=False, reverse=False):
    return _running(ops.cumsum, 0, x, axis, exclusive, reverse)


@tf_op("math.cumprod", "cumprod")
def cumprod(x, axis=0, exclusive=False, reverse=False):
    return _running(ops.cumprod, 1, x, axis, exclusive, reverse)


@tf_op("math.cumulative_logsumexp")
def cumulative_logsumexp(x, axis=0, exclusive=False, reverse=False):
    largest = ops.max(x, axis=axis, keepdims=True)
    terms = ops.exp(ops.subtract(x, largest))
    sums = _running(ops.cumsum, 0, terms, axis, exclusive, reverse)
    return ops.add(ops.log(sums), largest)


def _running(function, start, x, axis, exclusive, reverse):
    """Running sums or products; exclusive ones begin with `start`."""
    if reverse:
        x = ops.flip(x, axis=axis)
    if exclusive:
        margins = [(0, 0)] * ops.ndim(x)
        margins[axis] = (1, 0)
        key = [slice(None)] * ops.ndim(x)
        key[axis] = slice(None, -1)
        x = ops.pad(x, margins, "constant", start)[tuple(key)]
    y = function(x, axis=axis)
    return ops.flip(y, axis=axis) if reverse else y


@tf_op("math.l2_normalize", "linalg.l2_normalize", "nn.l2_normalize")
def l2_normalize(x, axis=None, epsilon=1e-12):
    total = _reduced("sum", ops.square(x), axis, True)
    return ops.multiply(x, ops.rsqrt(ops.maximum(total, epsilon)))


@tf_op("norm", "linalg.norm")
def norm(tensor, ord="euclidean", axis=None, keepdims=False):
    """Of vectors along an axis; of all elements or matrices where it is Euclidean."""
    axis = axes(axis)
    of_matrices = isinstance(axis, tuple) and len(axis) == 2
    if ord in ("euclidean", "fro") or (ord == 2 and not of_matrices):
        return reduce_euclidean_norm(tensor, axis, keepdims)
    if of_matrices:
        return ops.norm(tensor, ord, axis, bool(keepdims))
    size = ops.absolute(tensor)
    if ord in (np.inf, "inf") or (isinstance(ord, float) and math.isinf(ord)):
        return _reduced("max", size, axis, keepdims)
    return ops.power(_reduced("sum", ops.power(size, ord), axis, keepdims), 1.0 / ord)


@tf_op("clip_by_norm")
def clip_by_norm(t, clip_norm, axis=None):
    size = reduce_euclidean_norm(t, axis, True)
    return ops.divide(ops.multiply(t, clip_norm), ops.maximum(size, clip_norm))


@tf_op("math.segment_sum")
def segment_sum(data, segment_ids):
    segments = int(np.max(numbers(segment_ids))) + 1
    return ops.segment_sum(data, constant(segment_ids), num_segments=segments)


def _by_segments(key, data, segment_ids, num_segments):
    function = getattr(ops, f"segment_{key}")
    return function(data, constant(segment_ids), num_segments=numbers(num_segments))


for _name in ("sum", "max", "min", "prod"):
    tf_op(f"math.unsorted_segment_{_name}")(functools.partial(_by_segments, _name))


@tf_op("math.bincount")
def bincount(arr, weights=None, minlength=0, maxlength=None, dtype="int32"):
    if maxlength is None or minlength != maxlength:
        raise NotImplementedError("tf.math.bincount needs minlength == maxlength")
    codes = ops.one_hot(ops.reshape(arr, (-1,)), minlength)
    if weights is None:
        return ops.cast(ops.sum(codes, axis=0), dtype)
    return ops.matmul(ops.reshape(weights, (1, -1)), codes)[0]


@tf_op("math.is_strictly_increasing")
def is_strictly_increasing(x):
    x = ops.reshape(x, (-1,))
    return ops.all(ops.greater(x[1:], x[:-1]))
