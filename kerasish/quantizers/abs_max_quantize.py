"""Floats as whole numbers, scaled by the largest of them."""

from __future__ import annotations

import numpy as np

from kerasish import ops
from kerasish.base.tensors import convert_to_tensor


def abs_max_quantize(
    inputs, axis, value_range=(-127, 127), dtype="int8", epsilon=1e-7, to_numpy=False
):
    """q = round(x * s), s = value_range[1] / (max |x| + epsilon), in value_range.

    Args:
        inputs: floats.
        axis: over which the largest is taken, an int or several.
        value_range: of the whole numbers.
        dtype: theirs.
        epsilon: keeps the scale of zeros finite.
        to_numpy: whether numpy computes, at once.

    Returns:
        (q, s): q of the shape of x; s of 1 along the axis. x is nearly q / s.

    Example:
        >>> from kerasish import quantizers
        >>> q, scale = quantizers.abs_max_quantize([[1.0, -2.0, 0.5]], axis=-1)
        >>> q.numpy()
        array([[  64, -127,   32]], dtype=int8)
    """
    axis = tuple(axis) if isinstance(axis, (list, tuple)) else axis
    inputs = convert_to_tensor(inputs)
    if to_numpy:
        return _by_numpy(inputs, axis, value_range, dtype, epsilon)
    largest = ops.max(ops.abs(inputs), axis=axis, keepdims=True)
    scale = ops.cast(value_range[1] / (largest + epsilon), inputs.dtype)
    rounded = ops.round(inputs * scale)
    return ops.cast(ops.clip(rounded, *value_range), dtype), scale


def _by_numpy(inputs, axis, value_range, dtype, epsilon):
    array = np.asarray(inputs)
    largest = np.max(np.abs(array), axis=axis, keepdims=True)
    scale = np.divide(value_range[1], np.add(largest, epsilon)).astype(array.dtype)
    whole = np.clip(np.round(array * scale), *value_range).astype(dtype)
    return convert_to_tensor(whole), convert_to_tensor(scale)
