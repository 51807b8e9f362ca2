"""TensorFlow's functions that move, join, cut and repeat elements."""

from __future__ import annotations

import numpy as np

from kerasish import ops
from kerasish.saving.upgrades.tf_ops.operands import (
    axes,
    constant,
    dtype_of,
    is_tensor,
    like,
    numbers,
)
from kerasish.saving.upgrades.tf_ops.table import tf_op


@tf_op("reshape")
def reshape(tensor, shape):
    return ops.reshape(constant(tensor), tuple(numbers(shape)))


@tf_op("expand_dims")
def expand_dims(input, axis):
    return ops.expand_dims(constant(input), axis)


@tf_op("squeeze")
def squeeze(input, axis=None):
    axis = axes(axis)
    return ops.squeeze(input, axis=None if axis == () else axis)


@tf_op("transpose")
def transpose(a, perm=None, conjugate=False):
    return ops.transpose(constant(a), axes=axes(numbers(perm)))


@tf_op("linalg.matrix_transpose")
def matrix_transpose(a, conjugate=False):
    return ops.swapaxes(a, -1, -2)


def _of_one_dtype(values):
    tensors = [v for v in values if is_tensor(v)]
    if not tensors:
        return [constant(v) for v in values]
    return [constant(v, dtype_of(tensors[0])) for v in values]


@tf_op("concat")
def concat(values, axis):
    if is_tensor(values):
        return values
    return ops.concatenate(_of_one_dtype(values), axis=int(numbers(axis)))


@tf_op("stack")
def stack(values, axis=0):
    return ops.stack(_of_one_dtype(values), axis=axis)


@tf_op("unstack")
def unstack(input, num=None, axis=0):
    return ops.unstack(input, num, axis)


@tf_op("split")
def split(input, num_or_size_splits, axis=0, num=None):
    """Into equal parts, or parts of given sizes, one of which may be -1."""
    parts, axis = numbers(num_or_size_splits), int(numbers(axis))
    if not isinstance(parts, (list, tuple)):
        return ops.split(input, parts, axis=axis)
    if -1 in parts:
        rest = input.shape[axis] - sum(p for p in parts if p != -1)
        parts = [rest if p == -1 else p for p in parts]
    places = [int(p) for p in np.cumsum(parts)[:-1]]
    return ops.split(input, places, axis=axis)


@tf_op("tile")
def tile(input, multiples):
    return ops.tile(constant(input), tuple(numbers(multiples)))


@tf_op("repeat")
def repeat(input, repeats, axis=None):
    return ops.repeat(input, numbers(repeats), axis=axis)


@tf_op("pad")
def pad(tensor, paddings, mode="CONSTANT", constant_values=0):
    margins, mode = [tuple(p) for p in numbers(paddings)], mode.lower()
    if mode == "constant":
        return ops.pad(tensor, margins, mode, constant_values)
    return ops.pad(tensor, margins, mode=mode)


@tf_op("reverse")
def reverse(tensor, axis):
    return ops.flip(tensor, axis=axes(numbers(axis)))


@tf_op("roll")
def roll(input, shift, axis):
    return ops.roll(input, axes(numbers(shift)), axis=axes(numbers(axis)))


@tf_op("broadcast_to")
def broadcast_to(input, shape):
    return ops.broadcast_to(constant(input), tuple(numbers(shape)))


@tf_op("where", "where_v2")
def where(condition, x=None, y=None):
    if x is None:
        raise NotImplementedError("tf.where with a condition alone: its size is data")
    if not is_tensor(x) and not is_tensor(y):
        return ops.where(condition, constant(x), constant(y))
    return ops.where(condition, like(x, y), like(y, x))


@tf_op("sort")
def sort(values, axis=-1, direction="ASCENDING"):
    y = ops.sort(values, axis=axis)
    return ops.flip(y, axis=axis) if direction == "DESCENDING" else y


@tf_op("argsort")
def argsort(values, axis=-1, direction="ASCENDING", stable=False):
    """Equal values keep their order, in both directions."""
    if direction == "DESCENDING":
        values = ops.negative(values)
    return ops.argsort(values, axis=axis)


@tf_op("math.top_k", "nn.top_k")
def top_k(input, k=1, sorted=True, index_type="int32"):
    return ops.top_k(input, numbers(k), sorted)


@tf_op("math.in_top_k", "nn.in_top_k")
def in_top_k(first, k, targets=None, predictions=None):
    """TensorFlow 2 has the targets first, TensorFlow 1 the predictions."""
    if targets is None:
        targets, first = first, predictions
    return ops.in_top_k(constant(targets), first, k)


@tf_op("meshgrid")
def meshgrid(*arrays, indexing="xy"):
    """tf.keras wrote the first array alone."""
    raise NotImplementedError("the file has not all of its arguments: Keras lost them")


@tf_op("sequence_mask")
def sequence_mask(lengths, maxlen=None, dtype="bool"):
    if maxlen is None:
        raise NotImplementedError("tf.sequence_mask without maxlen: its size is data")
    places = ops.arange(numbers(maxlen), dtype=dtype_of(lengths))
    return ops.cast(ops.less(places, ops.expand_dims(lengths, -1)), dtype)


@tf_op("reverse_sequence")
def reverse_sequence(input, seq_lengths, seq_axis=0, batch_axis=0):
    """The first elements of each sequence in the reverse order."""
    rank, steps = ops.ndim(input), input.shape[seq_axis]
    places = ops.arange(steps, dtype="int32")
    lengths = ops.expand_dims(ops.cast(constant(seq_lengths), "int32"), -1)
    turned = ops.subtract(ops.subtract(lengths, 1), places)
    order = ops.where(ops.less(places, lengths), turned, places)
    shape = [1] * rank
    shape[batch_axis], shape[seq_axis] = -1, steps
    if batch_axis > seq_axis:
        order = ops.transpose(order)
    return ops.take_along_axis(input, ops.reshape(order, tuple(shape)), axis=seq_axis)
