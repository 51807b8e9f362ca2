"""TensorFlow's functions that make tensors: of sizes, ranges and random numbers."""

from __future__ import annotations

import numpy as np

from kerasish import ops, random
from kerasish.saving.upgrades.tf_ops.operands import constant, dtype_of, numbers
from kerasish.saving.upgrades.tf_ops.table import tf_op


@tf_op("zeros_like")
def zeros_like(input, dtype=None, optimize=True):
    return ops.zeros_like(input, dtype=dtype_of(input) if dtype is None else dtype)


@tf_op("ones_like")
def ones_like(input, dtype=None, optimize=True):
    return ops.ones_like(input, dtype=dtype_of(input) if dtype is None else dtype)


def _sizes(shape) -> tuple:
    shape = numbers(shape)
    return tuple(shape) if isinstance(shape, (list, tuple)) else (shape,)


@tf_op("fill", inside=True)
def fill(dims, value):
    value = np.asarray(value)
    dtype = {"f": "float32", "i": "int32"}.get(value.dtype.kind, value.dtype.name)
    return ops.full(_sizes(dims), value.item(), dtype=dtype)


@tf_op("zeros", inside=True)
def zeros(shape, dtype="float32", layout=None):
    return ops.zeros(_sizes(shape), dtype=dtype)


@tf_op("ones", inside=True)
def ones(shape, dtype="float32", layout=None):
    return ops.ones(_sizes(shape), dtype=dtype)


@tf_op("eye", "linalg.eye", inside=True)
def eye(num_rows, num_columns=None, batch_shape=None, dtype="float32"):
    y = ops.eye(num_rows, num_columns, dtype=dtype)
    if batch_shape is None:
        return y
    return ops.broadcast_to(y, (*_sizes(batch_shape), *y.shape))


@tf_op("range", inside=True)
def arange(start, limit=None, delta=1, dtype=None):
    """Whole numbers are int32, others float32."""
    given = [v for v in (start, limit, delta) if v is not None]
    kinds = {"float" if isinstance(v, float) else "int" for v in given}
    if dtype is None:
        dtype = "float32" if "float" in kinds else "int32"
    return ops.arange(start, limit, delta, dtype=dtype)


@tf_op("linspace", inside=True)
def linspace(start, stop, num, axis=0):
    return ops.linspace(start, stop, num, dtype="float32", axis=axis)


@tf_op("random.normal", "random.random_normal", "random_normal", inside=True)
def random_normal(shape, mean=0.0, stddev=1.0, dtype="float32", seed=None):
    return random.normal(_sizes(shape), mean, stddev, dtype)


@tf_op("random.truncated_normal", "truncated_normal", inside=True)
def truncated_normal(shape, mean=0.0, stddev=1.0, dtype="float32", seed=None):
    return random.truncated_normal(_sizes(shape), mean, stddev, dtype)


@tf_op("random.uniform", "random_uniform", inside=True)
def random_uniform(shape, minval=0, maxval=None, dtype="float32", seed=None):
    high = 1.0 if maxval is None else maxval
    if "int" in dtype:
        return random.randint(_sizes(shape), minval, high, dtype)
    return random.uniform(_sizes(shape), minval, high, dtype)


@tf_op("nn.dropout", inside=True)
def dropout(x, rate=None, noise_shape=None, seed=None, keep_prob=None):
    """Active whenever the model runs, as in TensorFlow."""
    rate = 1.0 - keep_prob if rate is None else rate
    return random.dropout(x, rate, noise_shape) if rate else ops.add(x, 0.0)


@tf_op("rank")
def rank(input):
    return ops.ndim(constant(input))
