"""Mode 2 of batch normalisation in Keras 1: by the batch, also when predicting."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.layers.normalization.batch_normalization import BatchNormalization
from kerasish.layers.normalization.batch_statistics import batch_statistics


@internal
class BatchNormalizationMode2(BatchNormalization):
    """y = gamma * (x - mean) / sqrt(var + epsilon) + beta, over the batch.

    The moving statistics are in old files and are not used.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.BatchNormalizationMode2(epsilon=0.0)
        >>> layer(np.array([[1.0], [3.0]])).numpy()
        array([[-1.],
               [ 1.]], dtype=float32)
    """

    def call(self, inputs, training=None, mask=None):
        mean, variance = batch_statistics(inputs, self._axis)
        return graph.batch_normalization(
            inputs, mean, variance, self._axis, self.beta, self.gamma, self.epsilon
        )
