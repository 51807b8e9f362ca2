"""The mean of each channel of sequences, with masks."""

from __future__ import annotations

import graph
from kerasish.layers.pooling.base_global_pooling import BaseGlobalPooling


class GlobalAveragePooling1D(BaseGlobalPooling):
    """y = the mean of each channel over all steps, or over those that the mask leaves.

    Args:
        data_format: "channels_last" or "channels_first"; the global one when None.
        keepdims: whether the axis stays, with size 1.

    Call arguments:
        inputs: (batch, steps, channels), or channels before.
        mask: (batch, steps); only steps where it is True count.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.GlobalAveragePooling1D()
        >>> layer(np.array([[[1.0], [3.0], [8.0]]]), mask=[[True, True, False]]).numpy()
        array([[2.]], dtype=float32)
    """

    rank = 1
    reduce = "mean"
    aliases = ("GlobalAvgPool1D",)
    supports_masking = True

    def call(self, inputs, mask=None):
        if mask is None:
            return super().call(inputs)
        (steps,) = self.spatial_axes
        mask = graph.expand_dims(mask, 2 if steps == 1 else 1)
        mask = graph.cast(mask, "bool")
        kept = graph.where(mask, inputs, 0.0)
        count = graph.sum(graph.cast(mask, inputs.dtype), steps, self.keepdims)
        return graph.sum(kept, steps, self.keepdims) / count

    def compute_mask(self, inputs, mask=None):
        return None
