"""The base class of quantizers."""

from __future__ import annotations

from kerasish.base.configured import Configured


class Quantizer(Configured):
    """``quantizer(x)`` gives whole numbers and the scale that made them; here x itself.

    Args:
        output_dtype: of the whole numbers.
    """

    def __init__(self, output_dtype="int8"):
        self.output_dtype = output_dtype

    def __call__(self, x):
        return x
