"""Numbers of 4 bits, out of their bytes."""

from __future__ import annotations

from kerasish import ops
from kerasish.base.tensors import convert_to_tensor
from kerasish.quantizers.pack_int4 import require_bytes


def unpack_int4(packed, orig_len, axis=0, dtype="int8"):
    """What `pack_int4` packed.

    Args:
        packed: bytes.
        orig_len: the size of the axis before they were packed.
        axis: along which they were.
        dtype: "int8" for -8 to 7, "uint8" for 0 to 15.

    Example:
        >>> import numpy as np
        >>> from kerasish import quantizers
        >>> quantizers.unpack_int4(np.array([33, 15], "int8"), 3).numpy()
        array([ 1,  2, -1], dtype=int8)
    """
    require_bytes("unpack_int4", dtype)
    byte = ops.moveaxis(ops.cast(convert_to_tensor(packed), "int32"), axis, 0)
    halves = [ops.bitwise_and(byte, 15), ops.bitwise_and(byte // 16, 15)]
    if dtype == "int8":
        halves = [ops.where(half > 7, half - 16, half) for half in halves]
    pairs = ops.stack(halves, axis=1)
    whole = ops.reshape(pairs, (-1, *ops.shape(byte)[1:]))[:orig_len]
    return ops.moveaxis(ops.cast(whole, dtype), 0, axis)
