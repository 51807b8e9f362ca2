"""Scales of 8-bit floats."""

from __future__ import annotations

from kerasish import ops
from kerasish.base.tensors import convert_to_tensor


def compute_float8_scale(amax, scale, dtype_max, margin=0):
    """amax * 2**margin / dtype_max; the scale as it was where amax is 0 or no number.

    Args:
        amax: the largest absolute value of late.
        scale: until now.
        dtype_max: the largest value of the 8-bit floats.
        margin: how many powers of two are left free.

    Example:
        >>> from kerasish import quantizers
        >>> float(quantizers.compute_float8_scale(896.0, 1.0, 448.0))
        2.0
    """
    amax, scale = convert_to_tensor(amax), convert_to_tensor(scale)
    is_usable = ops.logical_and(amax > 0.0, ops.isfinite(amax))
    return ops.where(is_usable, amax * 2.0**margin / dtype_max, scale)
