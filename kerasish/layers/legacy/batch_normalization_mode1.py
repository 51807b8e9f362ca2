"""Mode 1 of batch normalisation in Keras 1: each sample by itself."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.layers.normalization.batch_normalization import BatchNormalization


@internal
class BatchNormalizationMode1(BatchNormalization):
    """y = gamma * (x - mean) / (sqrt(var + epsilon) + epsilon) + beta, each sample.

    The moving statistics are in old files and are not used.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.BatchNormalizationMode1(epsilon=0.0)
        >>> layer(np.array([[1.0, 3.0]])).numpy()
        array([[-1.,  1.]], dtype=float32)
    """

    def call(self, inputs, training=None, mask=None):
        mean = graph.mean(inputs, axis=-1, keepdims=True)
        deviation = graph.sqrt(graph.var(inputs, axis=-1, keepdims=True) + self.epsilon)
        return self.gamma * (inputs - mean) / (deviation + self.epsilon) + self.beta
