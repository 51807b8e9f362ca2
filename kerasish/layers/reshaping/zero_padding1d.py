"""Zeros around a sequence."""

from __future__ import annotations

from kerasish.layers.argument_rules import amounts
from kerasish.layers.argument_rules import data_format as data_format_rule
from kerasish.layers.reshaping.base_zero_padding import BaseZeroPadding


class ZeroPadding1D(BaseZeroPadding):
    """y = x with zeros added at both ends of the steps.

    Args:
        padding: zeros before and after the steps: a pair, or one number for both.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        inputs: (batch, steps, channels), or channels before.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.ZeroPadding1D(2)(np.zeros((2, 8, 4))).shape
        (2, 12, 4)
    """

    rules = {"padding": amounts(1), "data_format": data_format_rule}
    rank = 1

    def __init__(self, padding=1, data_format=None, **kwargs):
        super().__init__(**kwargs)
        self._start(data_format)
        self.padding = padding
