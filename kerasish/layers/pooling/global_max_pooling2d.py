"""The maximum of each channel of images."""

from __future__ import annotations

from kerasish.layers.pooling.base_global_pooling import BaseGlobalPooling


class GlobalMaxPooling2D(BaseGlobalPooling):
    """y = the largest element of each channel.

    Args:
        data_format: "channels_last" or "channels_first"; the global one when None.
        keepdims: whether the spatial axes stay, with size 1.

    Call arguments:
        inputs: (batch, rows, columns, channels), or channels before.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.GlobalMaxPooling2D()(np.zeros((2, 8, 8, 3))).shape
        (2, 3)
    """

    rank = 2
    reduce = "max"
    aliases = ("GlobalMaxPool2D",)
