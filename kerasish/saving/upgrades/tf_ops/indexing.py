"""TensorFlow's ways to take and set elements by their places."""

from __future__ import annotations

import numpy as np

from kerasish import ops
from kerasish.saving.upgrades.tf_ops.operands import constant, is_tensor, numbers
from kerasish.saving.upgrades.tf_ops.table import tf_op

_ELLIPSIS = "__ellipsis__"


@tf_op("__operators__.getitem", "_slice_helper")
def getitem(tensor, slice_spec):
    return constant(tensor)[index_of(slice_spec)]


def index_of(spec):
    """The index that a file describes: slices are dicts, a new axis is None."""
    if isinstance(spec, (list, tuple)):
        return tuple(_part(s) for s in spec)
    return _part(spec)


def _part(spec):
    if isinstance(spec, dict):
        if spec.get("class_name") in (_ELLIPSIS, "Ellipsis", "ellipsis"):
            return Ellipsis
        return slice(spec.get("start"), spec.get("stop"), spec.get("step"))
    return spec


@tf_op("boolean_mask")
def boolean_mask(tensor, mask, axis=None):
    if is_tensor(mask):
        raise NotImplementedError("tf.boolean_mask with a tensor: its size is data")
    mask = np.asarray(mask)
    if mask.ndim != 1:
        raise NotImplementedError("tf.boolean_mask takes masks of one axis here")
    axis = 0 if axis is None else axis
    return ops.take(tensor, np.flatnonzero(mask).tolist(), axis=axis)


@tf_op("gather")
def gather(params, indices, axis=None, batch_dims=0):
    params, indices = constant(params), constant(indices)
    axis = batch_dims if axis is None else int(numbers(axis))
    if not batch_dims:
        return ops.take(params, indices, axis=axis)
    rank = ops.ndim(params)
    axis, batch_dims = axis % rank, batch_dims % ops.ndim(indices)
    if axis != batch_dims or ops.ndim(indices) != batch_dims + 1:
        raise NotImplementedError(
            "tf.gather with batch_dims takes one index axis, behind the batch axes"
        )
    more = (1,) * (rank - axis - 1)
    shape = tuple(-1 if s is None else s for s in indices.shape) + more
    return ops.take_along_axis(params, ops.reshape(indices, shape), axis=axis)


@tf_op("nn.embedding_lookup")
def embedding_lookup(params, ids):
    return ops.take(constant(params), constant(ids), axis=0)


@tf_op("gather_nd")
def gather_nd(params, indices, batch_dims=0):
    """Elements at whole places, whose coordinates are the last axis of indices."""
    if batch_dims:
        raise NotImplementedError("tf.gather_nd with batch_dims")
    indices = constant(indices)
    depth = indices.shape[-1]
    return params[tuple(indices[..., i] for i in range(depth))]


@tf_op("slice")
def slice_of(input_, begin, size):
    """Sizes of -1 go to the end."""
    begin, size = numbers(begin), numbers(size)
    ends = [None if s == -1 else b + s for b, s in zip(begin, size)]
    return input_[tuple(slice(b, e) for b, e in zip(begin, ends))]


@tf_op("strided_slice")
def strided_slice(
    input_, begin, end, strides=None, begin_mask=0, end_mask=0, ellipsis_mask=0,
    new_axis_mask=0, shrink_axis_mask=0, var=None,
):  # fmt: skip
    """Bits of the masks say which parts are left out, or are no slices."""
    begin, end = numbers(begin), numbers(end)
    strides = [1] * len(begin) if strides is None else numbers(strides)
    parts = []
    for i, (low, high, step) in enumerate(zip(begin, end, strides)):
        bit = 1 << i
        if ellipsis_mask & bit:
            parts.append(Ellipsis)
        elif new_axis_mask & bit:
            parts.append(None)
        elif shrink_axis_mask & bit:
            parts.append(low)
        else:
            low = None if begin_mask & bit else low
            parts.append(slice(low, None if end_mask & bit else high, step))
    return constant(input_)[tuple(parts)]


@tf_op("scatter_nd")
def scatter_nd(indices, updates, shape):
    return ops.scatter(constant(indices), constant(updates), tuple(numbers(shape)))


@tf_op("tensor_scatter_nd_update")
def tensor_scatter_nd_update(tensor, indices, updates):
    return ops.scatter_update(tensor, constant(indices), constant(updates))


@tf_op("searchsorted")
def searchsorted(sorted_sequence, values, side="left", out_type="int32"):
    """How many elements of each sequence stand before a value."""
    rows = ops.expand_dims(constant(sorted_sequence), -2)
    values = ops.expand_dims(constant(values), -1)
    before = (ops.less if side == "left" else ops.less_equal)(rows, values)
    return ops.sum(ops.cast(before, out_type), axis=-1)


@tf_op("one_hot")
def one_hot(indices, depth, on_value=None, off_value=None, axis=None, dtype=None):
    axis = -1 if axis is None else axis
    depth = int(numbers(depth))
    codes = ops.one_hot(
        indices, depth, axis=axis, dtype="float32" if dtype is None else dtype
    )
    if on_value is None and off_value is None:
        return codes
    on = 1.0 if on_value is None else numbers(on_value)
    off = 0.0 if off_value is None else numbers(off_value)
    return ops.add(ops.multiply(codes, on - off), off)
