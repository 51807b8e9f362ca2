"""Maxima over as many bins of images as are wanted."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.layers.argument_rules import data_format as data_format_rule
from kerasish.layers.pooling.base_adaptive_pooling import BaseAdaptivePooling


class AdaptiveMaxPooling2D(BaseAdaptivePooling):
    """y = the largest element of each bin; bins cover the axes and may overlap by one.

    Args:
        output_size: how many bins, one number or one for each axis.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        inputs: (batch, rows, columns, channels), or channels before.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.AdaptiveMaxPooling2D(3)
        >>> layer(np.zeros((2, 8, 8, 3))).shape
        (2, 3, 3, 3)
    """

    rules = {"output_size": rules.int_or_tuple(2), "data_format": data_format_rule}
    rank = 2
    pool = "adaptive_max_pool"
