"""The mean of each channel of volumes."""

from __future__ import annotations

from kerasish.layers.pooling.base_global_pooling import BaseGlobalPooling


class GlobalAveragePooling3D(BaseGlobalPooling):
    """y = the mean of each channel.

    Args:
        data_format: "channels_last" or "channels_first"; the global one when None.
        keepdims: whether the spatial axes stay, with size 1.

    Call arguments:
        inputs: (batch, depth, rows, columns, channels), or channels before.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.GlobalAveragePooling3D()(np.zeros((2, 8, 8, 8, 3))).shape
        (2, 3)
    """

    rank = 3
    reduce = "mean"
    aliases = ("GlobalAvgPool3D",)
