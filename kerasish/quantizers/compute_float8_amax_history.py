"""The largest values of late, for scales of 8-bit floats."""

from __future__ import annotations

from kerasish import ops
from kerasish.base.tensors import convert_to_tensor


def compute_float8_amax_history(x, amax_history):
    """The history turned by one, with max |x| in its first place.

    Args:
        x: numbers.
        amax_history: (n,), the newest first but for the one that comes next.

    Example:
        >>> from kerasish import quantizers
        >>> quantizers.compute_float8_amax_history([-5.0, 2.0], [1.0, 2.0, 3.0]).numpy()
        array([5., 3., 1.], dtype=float32)
    """
    history = convert_to_tensor(amax_history)
    largest = ops.cast(ops.max(ops.abs(convert_to_tensor(x))), history.dtype)
    turned = ops.roll(history, shift=-1)
    return ops.concatenate([ops.reshape(largest, (1,)), turned[1:]])
