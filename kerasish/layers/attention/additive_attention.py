"""Additive attention."""

from __future__ import annotations

import graph
from kerasish.layers.attention.attention import Attention


class AdditiveAttention(Attention):
    """y = softmax(sum(scale * tanh(query + key))) @ value, after Bahdanau.

    Args:
        use_scale: whether there is a trainable scale for each feature.
        dropout: share of the attention weights that is zeroed in training.
        seed: of the dropout.

    Call arguments:
        inputs: [query, value] or [query, value, key]: (batch, queries, features),
            (batch, keys, size), (batch, keys, features).
        mask: [query_mask, value_mask]: outputs of masked queries are zeros, masked
            values are not looked at.
        training: whether dropout acts.
        return_attention_scores: whether (output, scores) is returned.
        use_causal_mask: whether position i only sees the positions up to i.

    Weights:
        scale: (features,), with use_scale.

    Source:
        Bahdanau et al., 2014, https://arxiv.org/abs/1409.0473.

    Example:
        >>> import numpy as np
        >>> from kerasish import layers
        >>> query, value = np.ones((2, 3, 4)), np.ones((2, 5, 4))
        >>> layers.AdditiveAttention()([query, value]).shape
        (2, 3, 4)
    """

    def __init__(self, use_scale=True, dropout=0.0, **kwargs):
        super().__init__(use_scale=use_scale, dropout=dropout, **kwargs)

    @classmethod
    def argument_names(cls):
        return [name for name in super().argument_names() if name != "score_mode"]

    def _make_scale(self, input_shape):
        size = input_shape[0][-1]
        return self.add_weight((size,), "glorot_uniform", name="scale")

    def _is_product(self, query, value_mask):
        return False

    def _scores(self, query, key):
        total = graph.expand_dims(query, -2) + graph.expand_dims(key, -3)
        scores = graph.tanh(total)
        return graph.sum(scores if self.scale is None else scores * self.scale, -1)
