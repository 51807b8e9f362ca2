"""Numbers rounded as 8-bit floats round them."""

from __future__ import annotations

import numpy as np

from kerasish import ops
from kerasish.base.errors import fail
from kerasish.base.tensors import convert_to_tensor

#: bits behind the leading one, the least exponent of normal numbers, the largest number
_FORMS = {"float8_e4m3fn": (3, -6, 448.0), "float8_e5m2": (2, -14, 57344.0)}


def quantize_and_dequantize(inputs, scale, quantized_dtype, compute_dtype):
    """y = scale * float8(inputs / scale): clipped, and rounded to the next such number.

    Args:
        inputs: floats.
        scale: such that inputs / scale uses the range.
        quantized_dtype: "float8_e4m3fn" or "float8_e5m2".
        compute_dtype: of y.

    Raises:
        ArgumentError: another format.

    Example:
        >>> from kerasish import quantizers
        >>> quantizers.quantize_and_dequantize([1.1, 500.0], 1.0, "float8_e4m3fn",
        ...                                    "float32").numpy()
        array([  1.125, 448.   ], dtype=float32)
    """
    if quantized_dtype not in _FORMS:
        fail(
            "quantize_and_dequantize: unknown format",
            {"quantized_dtype": quantized_dtype},
            f"one of {', '.join(_FORMS)}",
        )
    bits, least, largest = _FORMS[quantized_dtype]
    scale = ops.cast(convert_to_tensor(scale), compute_dtype)
    x = ops.cast(convert_to_tensor(inputs), compute_dtype) / scale
    x = ops.cast(ops.clip(x, -largest, largest), "float32")
    exponents = np.arange(least, int(np.log2(largest)) + 1)
    place = ops.digitize(ops.abs(x), (2.0 ** exponents[1:]).astype("float32"))
    steps = convert_to_tensor((2.0 ** (exponents - bits)).astype("float32"))
    step = ops.take(steps, place)
    return ops.cast(ops.round(x / step) * step, compute_dtype) * scale
