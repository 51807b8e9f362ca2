"""The maximum of each channel of sequences."""

from __future__ import annotations

from kerasish.layers.pooling.base_global_pooling import BaseGlobalPooling


class GlobalMaxPooling1D(BaseGlobalPooling):
    """y = the largest element of each channel over all steps.

    Args:
        data_format: "channels_last" or "channels_first"; the global one when None.
        keepdims: whether the axis stays, with size 1.

    Call arguments:
        inputs: (batch, steps, channels), or channels before.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.GlobalMaxPooling1D()(np.zeros((2, 8, 3))).shape
        (2, 3)
    """

    rank = 1
    reduce = "max"
    aliases = ("GlobalMaxPool1D",)
