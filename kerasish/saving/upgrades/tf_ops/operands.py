"""Operands as TensorFlow takes them: constants have the dtype of the tensor."""

from __future__ import annotations

import numpy as np

import graph
from kerasish import ops
from kerasish.base.settings import standardize_dtype


def is_tensor(x) -> bool:
    return isinstance(x, graph.Tensor)


def dtype_of(x) -> str | None:
    """The name of the dtype of a tensor, None for constants."""
    return standardize_dtype(x.dtype) if is_tensor(x) else None


def is_float(x) -> bool:
    dtype = dtype_of(x)
    return dtype is None or "float" in dtype


def like(value, other):
    """A constant in the dtype of a tensor; what is a tensor stays as it is."""
    dtype = dtype_of(other)
    if dtype is None or is_tensor(value) or isinstance(value, graph.Dim):
        return value
    if np.ndim(value) == 0 and not isinstance(value, np.generic):
        return value  # numbers take the dtype of what they meet
    return ops.convert_to_tensor(np.asarray(value), dtype=dtype)


def constant(value, dtype: str | None = None):
    """A tensor, or a list of numbers made one."""
    if is_tensor(value):
        return value
    if isinstance(value, graph.Dim):
        return ops.cast(value, dtype or "int32")
    if isinstance(value, (list, tuple)) and any(
        isinstance(v, (graph.Dim, graph.Tensor)) for v in value
    ):
        return ops.stack([constant(v, dtype) for v in value])
    array = np.asarray(value)
    if dtype is None:
        dtype = {"f": "float32", "i": "int32"}.get(array.dtype.kind)
    return ops.convert_to_tensor(array, dtype=dtype)


def pair(x, y):
    """Two operands of one dtype."""
    return like(x, y), like(y, x)


def axes(axis):
    """An axis or a tuple of axes."""
    if isinstance(axis, np.ndarray):
        axis = axis.tolist()
    return tuple(int(a) for a in axis) if isinstance(axis, (list, tuple)) else axis


def numbers(value):
    """Sizes and steps as plain numbers, in lists where they are several."""
    if isinstance(value, np.ndarray) or hasattr(value, "tolist"):
        return value.tolist()
    return value
