"""Means over windows of sequences."""

from __future__ import annotations

from kerasish.layers.argument_rules import pooling_rules
from kerasish.layers.pooling.base_pooling import BasePooling


class AveragePooling1D(BasePooling):
    """y = the mean of each window, channel by channel.

    Args:
        pool_size: size of the window, one number.
        strides: steps between windows, one number; the pool size
            when None.
        padding: "valid" (whole windows only) or "same" (size / stride windows, rounded
            up; padding is not counted).
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        inputs: (batch, steps, channels), or channels before.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.AveragePooling1D(2)(np.zeros((2, 8, 3))).shape
        (2, 4, 3)
    """

    rules = pooling_rules(1)
    rank = 1
    pool = "average_pool"
    aliases = ("AvgPool1D",)
