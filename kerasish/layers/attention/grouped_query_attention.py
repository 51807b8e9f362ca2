"""Attention whose heads share keys and values in groups."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.layers.attention.base_head_attention import (
    BaseHeadAttention,
    Projections,
)


class GroupedQueryAttention(BaseHeadAttention):
    """`MultiHeadAttention` with fewer heads of keys and values than of queries.

    Args:
        head_dim: size of the projected tensors of a head.
        num_query_heads: number of heads of the queries.
        num_key_value_heads: number of heads of the keys and values; divides the former.
            1 is multi-query attention.
        dropout: share of the attention weights that is zeroed in training.
        use_bias: whether the projections have biases.
        sliding_window: positions further apart than this do not see one another.
        flash_attention: None or False.
        kernel_initializer, bias_initializer: how the weights start.
        kernel_regularizer, bias_regularizer: penalties on the weights.
        activity_regularizer: penalty on the outputs.
        kernel_constraint, bias_constraint: applied after each update.
        use_gate: whether the heads are multiplied by a sigmoid of the projected query.
        seed: of the dropout.

    Call arguments:
        query: (batch, queries, features).
        value: (batch, keys, features).
        key: as many as values; the values when None.
        query_mask: booleans (batch, queries).
        value_mask, key_mask: booleans (batch, keys): False is not looked at.
        attention_mask: booleans (batch, queries, keys).
        return_attention_scores: whether (output, scores) is returned; the scores are
            (batch, heads, queries, keys).
        training: whether dropout acts.
        use_causal_mask: whether position i only sees the positions up to i.

    Weights:
        query, key, value: kernel (features, heads, head_dim), bias (heads, head_dim).
        attention_output: kernel (heads, head_dim, features) and bias (features,). A
            gate stands after the key.

    Source:
        Ainslie et al., 2023, https://arxiv.org/abs/2305.13245.

    Example:
        >>> import numpy as np
        >>> from kerasish import layers
        >>> x = np.ones((2, 5, 6))
        >>> layers.GroupQueryAttention(3, 4, 2)(x, x).shape
        (2, 5, 6)
    """

    aliases = ("GroupQueryAttention",)
    keras_class_name = "GroupQueryAttention"
    sparse_arguments = ("autocast",)
    rules = {
        "head_dim": rules.positive_int,
        "num_query_heads": rules.positive_int,
        "num_key_value_heads": rules.positive_int,
    }

    def __init__(
        self,
        head_dim,
        num_query_heads,
        num_key_value_heads,
        dropout=0.0,
        use_bias=True,
        sliding_window=None,
        flash_attention=None,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        use_gate=False,
        seed=None,
        **kwargs,
    ):
        super().__init__(
            dropout,
            use_bias,
            sliding_window,
            flash_attention,
            kernel_initializer,
            bias_initializer,
            kernel_regularizer,
            bias_regularizer,
            kernel_constraint,
            bias_constraint,
            use_gate,
            seed,
            activity_regularizer=activity_regularizer,
            **kwargs,
        )
        if num_query_heads % num_key_value_heads:
            fail(
                f"{type(self).__name__}: num_query_heads must be a multiple of "
                "num_key_value_heads",
                {
                    "num_query_heads": num_query_heads,
                    "num_key_value_heads": num_key_value_heads,
                },
                "each head of keys serves as many heads of queries",
            )
        self.head_dim = head_dim
        self.num_query_heads = num_query_heads
        self.num_key_value_heads = num_key_value_heads

    def build(self, query_shape, value_shape, key_shape=None):
        key_shape = value_shape if key_shape is None else key_shape
        self.check_shapes(value_shape, key_shape)
        queries, keys = self.num_query_heads, self.num_key_value_heads
        self._query_dense = self._heads("query", query_shape, queries)
        self._key_dense = self._heads("key", key_shape, keys)
        self._gate_dense = None
        if self.use_gate:
            self._gate_dense = self._heads("gate", query_shape, queries, "sigmoid")
        self._value_dense = self._heads("value", value_shape, keys)
        self._build_attention(4, (1,), self.head_dim)
        features = query_shape[-1]
        heads_shape = (*query_shape[:2], queries, self.head_dim)
        self._output_dense = self._dense(
            "attention_output", "abcd,cde->abe", (None, features), "e", heads_shape
        )

    def _heads(self, name, shape, heads, activation=None):
        sizes = (None, heads, self.head_dim)
        return self._dense(name, "abc,cde->abde", sizes, "de", shape, activation)

    def projections(self):
        return Projections(
            self._query_dense,
            self._key_dense,
            self._value_dense,
            self._output_dense,
            self._gate_dense,
        )

    def attend(self, query, key, value, *arguments):
        times = self.num_query_heads // self.num_key_value_heads
        if times > 1:
            key, value = (graph.repeat(x, times, axis=2) for x in (key, value))
        return super().attend(query, key, value, *arguments)

    def compute_output_shape(self, query_shape, value_shape, key_shape=None):
        return query_shape
