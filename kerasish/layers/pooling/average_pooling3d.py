"""Means over windows of volumes."""

from __future__ import annotations

from kerasish.layers.argument_rules import pooling_rules
from kerasish.layers.pooling.base_pooling import BasePooling


class AveragePooling3D(BasePooling):
    """y = the mean of each window, channel by channel.

    Args:
        pool_size: size of the window, one number or one for each axis.
        strides: steps between windows, one number or one for each axis; the pool size
            when None.
        padding: "valid" (whole windows only) or "same" (size / stride windows, rounded
            up; padding is not counted).
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        inputs: (batch, depth, rows, columns, channels), or channels before.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.AveragePooling3D(2)(np.zeros((2, 8, 8, 8, 3))).shape
        (2, 4, 4, 4, 3)
    """

    rules = pooling_rules(3)
    rank = 3
    pool = "average_pool"
    aliases = ("AvgPool3D",)
