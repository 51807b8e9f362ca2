"""Dot-product attention without projections."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.base.random_seed import SeedGenerator
from kerasish.layers.attention.attention_masks import as_mask, both, causal_mask
from kerasish.layers.layer import Layer


class Attention(Layer):
    """y = softmax(scores(query, key)) @ value, after Luong.

    Scores are scale * query @ key, or with score_mode "concat"
    concat_score_weight * sum(tanh(scale * (query + key))) over the features.

    Args:
        use_scale: whether there is a trainable scale.
        score_mode: "dot" or "concat".
        dropout: share of the attention weights that is zeroed in training.
        seed: of the dropout.

    Call arguments:
        inputs: [query, value] or [query, value, key]: (batch, queries, features),
            (batch, keys, size), (batch, keys, features).
        mask: [query_mask, value_mask]: outputs of masked queries are zeros, masked
            values are not looked at.
        training: whether dropout acts.
        return_attention_scores: whether (output, scores) is returned; the scores are
            (batch, queries, keys).
        use_causal_mask: whether position i only sees the positions up to i.

    Weights:
        scale: (), with use_scale. concat_score_weight: (), with score_mode "concat".

    Source:
        Luong et al., 2015, section 3.1, https://arxiv.org/abs/1508.04025.

    Example:
        >>> import numpy as np
        >>> from kerasish import layers
        >>> query, value = np.ones((2, 3, 4)), np.ones((2, 5, 4))
        >>> layers.Attention()([query, value]).shape
        (2, 3, 4)
    """

    rules = {
        "use_scale": rules.boolean,
        "score_mode": rules.one_of("dot", "concat"),
        "dropout": rules.fraction,
        "seed": rules.optional(rules.any_int),
    }
    supports_masking = True

    def __init__(
        self, use_scale=False, score_mode="dot", dropout=0.0, seed=None, **kwargs
    ):
        super().__init__(**kwargs)
        self.use_scale = use_scale
        self.score_mode = score_mode
        self.dropout = dropout
        self.seed = seed
        if dropout > 0:
            self.seed_generator = SeedGenerator(seed)

    def build(self, input_shape):
        self._check_list("inputs", input_shape)
        self.scale = self.concat_score_weight = None
        if self.use_scale:
            self.scale = self._make_scale(input_shape)
        if self.score_mode == "concat":
            self.concat_score_weight = self.add_weight(
                (), "ones", name="concat_score_weight"
            )

    def _make_scale(self, input_shape):
        return self.add_weight((), "ones", name="scale")

    def _check_list(self, what, value) -> None:
        if not isinstance(value, (list, tuple)) or len(value) not in (2, 3):
            fail(
                f"layer {self.name!r}: {what} must be a list of two or three",
                f"{type(value).__name__}: {value!r}"[:200],
                "call it with [query, value] or [query, value, key], and "
                "mask=[query_mask, value_mask]",
            )

    def call(
        self,
        inputs,
        mask=None,
        training=False,
        return_attention_scores=False,
        use_causal_mask=False,
    ):
        self._check_list("inputs", inputs)
        query, value = inputs[0], inputs[1]
        key = inputs[2] if len(inputs) > 2 else value
        query_mask = value_mask = None
        if mask is not None:
            self._check_list("mask", mask)
            query_mask, value_mask = mask[0], mask[1]
        weights = None
        is_plain = not (return_attention_scores or (training and self.dropout))
        if is_plain and self._is_product(query, value_mask):
            y = self._attend(query, key, value, value_mask, use_causal_mask)
        else:
            scores = self._scores(query, key)
            weights = self._weights(scores, value_mask, use_causal_mask)
            y = graph.matmul(self._dropped(weights, training), value)
        if query_mask is not None:
            column = graph.expand_dims(as_mask(query_mask), -1)
            column = graph.broadcast_to(column, (*graph.shape(y)[:-1], 1))
            y = graph.where(column, y, 0.0)
        return (y, weights) if return_attention_scores else y

    def _is_product(self, query, value_mask) -> bool:
        """Whether this is the plain attention of `graph`, numbers included: what is
        masked loses 1e9 here, beside which scores of float32 do not count."""
        is_single = value_mask is None or query.dtype == np.float32
        return self.score_mode == "dot" and query.ndim == 3 and is_single

    def _attend(self, query, key, value, value_mask, is_causal):
        """The output by one op, which does not keep the scores."""
        if self.scale is not None:
            query = query * self.scale
        parts = (graph.expand_dims(x, 2) for x in (query, key, value))
        masks = [] if value_mask is None else [_as_rows(value_mask)]
        masks = [graph.expand_dims(mask, 1) for mask in masks]
        given = {"scale": 1.0, "is_causal": bool(is_causal)}
        y = graph.scaled_dot_product_attention(*parts, *masks, **given)
        return graph.squeeze(y, 2)

    def _scores(self, query, key):
        """(batch, queries, keys)."""
        if self.score_mode == "dot":
            scores = graph.matmul(query, graph.swapaxes(key, -2, -1))
            return scores if self.scale is None else scores * self.scale
        total = graph.expand_dims(query, -2) + graph.expand_dims(key, -3)
        total = total if self.scale is None else total * self.scale
        return self.concat_score_weight * graph.sum(graph.tanh(total), -1)

    def _weights(self, scores, value_mask, use_causal_mask):
        mask = None if value_mask is None else _as_rows(value_mask)
        if use_causal_mask:
            mask = both(mask, causal_mask(*graph.shape(scores)[-2:]))
        if mask is not None:
            far = 65504.0 if scores.dtype == np.float16 else 1e9
            scores = graph.where(mask, scores, scores - far)
        return graph.softmax(scores, -1)

    def _dropped(self, weights, training):
        if not training or self.dropout == 0:
            return weights
        shape = graph.shape(weights)
        keep = 1 - self.dropout
        kept = graph.random_bernoulli(self.seed_generator.next(), shape, keep)
        return graph.where(kept, weights * (1 / keep), 0.0)

    def compute_mask(self, inputs, mask=None):
        if mask is None or mask[0] is None:
            return None
        return graph.as_tensor(mask[0])

    def compute_output_shape(self, input_shape):
        return (*input_shape[0][:-1], input_shape[1][-1])


def _as_rows(value_mask):
    """(batch, 1 or queries, keys)."""
    mask = as_mask(value_mask)
    return graph.expand_dims(mask, -2) if mask.ndim == 2 else mask
