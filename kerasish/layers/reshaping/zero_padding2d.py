"""Zeros around an image."""

from __future__ import annotations

from kerasish.layers.argument_rules import amounts
from kerasish.layers.argument_rules import data_format as data_format_rule
from kerasish.layers.reshaping.base_zero_padding import BaseZeroPadding


class ZeroPadding2D(BaseZeroPadding):
    """y = x with zeros added at both ends of each spatial axis.

    Args:
        padding: zeros around: ((top, bottom), (left, right)); or two numbers for
            both ends of rows and columns; or one for all.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        inputs: (batch, rows, columns, channels), or channels before.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.ZeroPadding2D(2)(np.zeros((2, 8, 8, 4))).shape
        (2, 12, 12, 4)
    """

    rules = {"padding": amounts(2), "data_format": data_format_rule}
    rank = 2

    def __init__(self, padding=(1, 1), data_format=None, **kwargs):
        super().__init__(**kwargs)
        self._start(data_format)
        self.padding = padding
