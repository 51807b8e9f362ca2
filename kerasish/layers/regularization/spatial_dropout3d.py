"""Dropout of whole channels of volumes."""

from __future__ import annotations

from kerasish.base.settings import standardize_data_format
from kerasish.layers.argument_rules import data_format as data_format_rule
from kerasish.layers.regularization.base_spatial_dropout import BaseSpatialDropout


class SpatialDropout3D(BaseSpatialDropout):
    """`Dropout` that zeroes a channel of a volume as a whole.

    Args:
        rate: the share that is zeroed, from 0 to 1.
        data_format: "channels_last" or "channels_first"; the global one when None.
        seed: of the choice.

    Call arguments:
        inputs: (batch, depth, rows, columns, channels), or channels before.
        training: whether anything is dropped.

    Source:
        Tompson et al., 2015, https://arxiv.org/abs/1411.4280.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.SpatialDropout3D(0.5, seed=1)
        >>> y = layer(np.ones((1, 2, 3, 3, 9)), training=True).numpy()
        >>> bool((y == y[:, :1, :1, :1]).all())
        True
    """

    rules = {"data_format": data_format_rule}
    rank = 3

    def __init__(self, rate, data_format=None, seed=None, name=None, dtype=None):
        super().__init__(rate, seed=seed, name=name, dtype=dtype)
        self.data_format = standardize_data_format(data_format)
