"""Cutting the ends of an image."""

from __future__ import annotations

from kerasish.layers.argument_rules import amounts
from kerasish.layers.argument_rules import data_format as data_format_rule
from kerasish.layers.reshaping.base_cropping import BaseCropping


class Cropping2D(BaseCropping):
    """y = x without what is cut at both ends of each spatial axis.

    Args:
        cropping: rows and columns cut: ((top, bottom), (left, right)); or two numbers
            for both ends of each; or one for all.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        inputs: (batch, rows, columns, channels), or channels before.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.Cropping2D(2)(np.zeros((2, 8, 8, 4))).shape
        (2, 4, 4, 4)
    """

    rules = {"cropping": amounts(2), "data_format": data_format_rule}
    rank = 2

    def __init__(self, cropping=((0, 0), (0, 0)), data_format=None, **kwargs):
        super().__init__(**kwargs)
        self._start(data_format)
        self.cropping = cropping
