"""Two numbers of 4 bits in a byte."""

from __future__ import annotations

import numpy as np

from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.tensors import convert_to_tensor

_LOW = 15


def pack_int4(arr, axis=0, dtype="int8"):
    """Pairs of neighbours along an axis as bytes: first + 16 * second, modulo 256.

    Args:
        arr: of the dtype, -8 to 7 (or 0 to 15).
        axis: along which neighbours are paired; a zero is added to an odd number.
        dtype: "int8" or "uint8".

    Returns:
        (bytes, their shape, the size of the axis before).

    Raises:
        ArgumentError: another dtype.

    Example:
        >>> import numpy as np
        >>> from kerasish import quantizers
        >>> packed, shape, size = quantizers.pack_int4(np.array([1, 2, -1], "int8"))
        >>> packed.numpy(), shape, size
        (array([33, 15], dtype=int8), (2,), 3)
    """
    require_bytes("pack_int4", dtype)
    array = np.asarray(arr)
    if array.dtype != dtype:
        fail("pack_int4: arr has another dtype", {"arr": array.dtype, "dtype": dtype})
    array = np.moveaxis(array, axis, 0)
    size = len(array)
    if size % 2:
        array = np.concatenate([array, np.zeros_like(array[:1])])
    low, high = array.view("uint8")[::2], array.view("uint8")[1::2]
    packed = ((low & _LOW) | (high << 4)).astype("uint8").view(dtype)
    packed = np.moveaxis(packed, 0, axis)
    return convert_to_tensor(packed), packed.shape, size


@internal
def require_bytes(what: str, dtype) -> None:
    """Raises unless the dtype has one byte."""
    if dtype not in ("int8", "uint8"):
        fail(f"{what}: dtype must be int8 or uint8", {"dtype": dtype})
