"""Dropout of whole features of a sequence."""

from __future__ import annotations

from kerasish.layers.regularization.base_spatial_dropout import BaseSpatialDropout


class SpatialDropout1D(BaseSpatialDropout):
    """`Dropout` that zeroes a feature for all steps of a sequence at once.

    Args:
        rate: the share that is zeroed, from 0 to 1.
        seed: of the choice.

    Call arguments:
        inputs: (batch, steps, features).
        training: whether anything is dropped.

    Source:
        Tompson et al., 2015, https://arxiv.org/abs/1411.4280.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.SpatialDropout1D(0.5, seed=1)
        >>> y = layer(np.ones((1, 4, 9)), training=True).numpy()
        >>> bool((y == y[:, :1]).all())
        True
    """

    rank = 1
