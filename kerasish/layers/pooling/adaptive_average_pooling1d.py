"""Means over as many bins of sequences as are wanted."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.layers.argument_rules import data_format as data_format_rule
from kerasish.layers.pooling.base_adaptive_pooling import BaseAdaptivePooling


class AdaptiveAveragePooling1D(BaseAdaptivePooling):
    """y = the mean of each bin; bins cover the axes and may overlap by one.

    Args:
        output_size: how many bins, one number.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        inputs: (batch, steps, channels), or channels before.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.AdaptiveAveragePooling1D(3)
        >>> layer(np.zeros((2, 8, 3))).shape
        (2, 3, 3)
    """

    rules = {"output_size": rules.int_or_tuple(1), "data_format": data_format_rule}
    rank = 1
    pool = "adaptive_average_pool"
