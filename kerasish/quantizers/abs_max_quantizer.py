"""The quantizer that scales by the largest number."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.quantizers.abs_max_quantize import abs_max_quantize
from kerasish.quantizers.quantizer import Quantizer


class AbsMaxQuantizer(Quantizer):
    """q = round(x * s), with s such that the largest |x| along an axis is the limit.

    Args:
        axis: over which the largest is taken, where the call does not say; an int or
            several; the last one when None.
        value_range: of the whole numbers.
        epsilon: keeps the scale of zeros finite.
        output_dtype: of the whole numbers.

    Raises:
        ArgumentError: a range that int8 does not hold.

    Example:
        >>> import numpy as np
        >>> from kerasish import quantizers
        >>> kernel = np.array([[1.0, 3.0], [-0.5, 1.0]], "float32")
        >>> q, scale = quantizers.AbsMaxQuantizer(axis=0)(kernel)
        >>> q.numpy()
        array([[127, 127],
               [-63,  42]], dtype=int8)
        >>> scale.shape
        (1, 2)
    """

    sparse_arguments = ("axis",)
    rules = {"epsilon": rules.non_negative_number}

    def __init__(
        self, axis=None, value_range=(-127, 127), epsilon=1e-7, output_dtype="int8"
    ):
        super().__init__(output_dtype)
        self.axis = (axis,) if isinstance(axis, int) else axis and tuple(axis)
        self.value_range = tuple(value_range)
        self.epsilon = epsilon
        low, high = self.value_range
        if output_dtype == "int8" and not -128 <= low < high <= 127:
            fail(
                "AbsMaxQuantizer: value_range must be inside of int8",
                {"value_range": self.value_range},
                "from -128 to 127 at most, such as (-127, 127)",
            )

    def __call__(self, x, axis=None, to_numpy=False):
        """(q, s) of x.

        Args:
            x: floats.
            axis: that of the constructor when None.
            to_numpy: whether numpy computes, at once.
        """
        axis = self.axis if axis is None else axis
        return abs_max_quantize(
            x,
            -1 if axis is None else axis,
            self.value_range,
            self.output_dtype,
            self.epsilon,
            to_numpy,
        )
