"""Attention with several heads."""

from __future__ import annotations

from kerasish import regularizers
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.base.rules import Rule, optional
from kerasish.base.serialization import serialize_keras_object
from kerasish.layers.attention.attention_equations import projection
from kerasish.layers.attention.base_head_attention import (
    BaseHeadAttention,
    Projections,
)
from kerasish.layers.masks import get_mask


def _ints(value) -> bool:
    return isinstance(value, (list, tuple)) and all(map(rules.any_int.accepts, value))


_SIZES = Rule(
    "a positive integer or a tuple of them",
    lambda v: rules.positive_int.accepts(v) or (_ints(v) and all(n > 0 for n in v)),
    (0, "3", (-1,), 2.5),
    lambda v: (int(v),) if rules.any_int.accepts(v) else tuple(map(int, v)),
)
_AXES = Rule(
    "an axis or a tuple of axes",
    lambda v: rules.any_int.accepts(v) or _ints(v),
    (1.5, "1", (0.5,)),
    lambda v: (int(v),) if rules.any_int.accepts(v) else tuple(map(int, v)),
)


class MultiHeadAttention(BaseHeadAttention):
    """softmax(q @ k / sqrt(key_dim)) @ v for each head, and a projection of all heads.

    q, k and v are projections of query, key and value with a kernel for each head.

    Args:
        num_heads: number of heads.
        key_dim: size of the projected queries and keys of a head.
        value_dim: size of the projected values of a head; key_dim when None.
        dropout: share of the attention weights that is zeroed in training.
        use_bias: whether the projections have biases.
        output_shape: sizes of the last axes of the output; that of the query when None.
        attention_axes: axes over which attention is; all between batch and features
            when None.
        sliding_window: positions further apart than this do not see one another.
        flash_attention: None or False.
        kernel_initializer, bias_initializer: how the weights start.
        kernel_regularizer, bias_regularizer: penalties on the weights.
        activity_regularizer: penalty on the outputs of the projections.
        kernel_constraint, bias_constraint: applied after each update.
        use_gate: whether the heads are multiplied by a sigmoid of the projected query.
        seed: of the dropout.

    Call arguments:
        query: (batch, queries, features).
        value: (batch, keys, features).
        key: as many as values; the values when None.
        query_mask: of no effect, as in Keras: the mask that the query carries counts.
        value_mask, key_mask: booleans (batch, keys): False is not looked at.
        attention_mask: booleans (batch, queries, keys).
        return_attention_scores: whether (output, scores) is returned; the scores are
            (batch, heads, queries, keys).
        training: whether dropout acts.
        use_causal_mask: whether position i only sees the positions up to i.

    Weights:
        query, key, value: kernel (features, heads, size) and bias (heads, size).
        attention_output: kernel (heads, size, features) and bias (features,). A gate
            stands after the key.

    Source:
        Vaswani et al., 2017, section 3.2, https://arxiv.org/abs/1706.03762.

    Example:
        >>> import numpy as np
        >>> from kerasish import layers
        >>> x = np.ones((2, 5, 6))
        >>> layers.MultiHeadAttention(num_heads=2, key_dim=3)(x, x).shape
        (2, 5, 6)
    """

    rules = {
        "num_heads": rules.positive_int,
        "key_dim": rules.positive_int,
        "value_dim": optional(rules.positive_int),
        "output_shape": optional(_SIZES),
        "attention_axes": optional(_AXES),
    }

    def __init__(
        self,
        num_heads,
        key_dim,
        value_dim=None,
        dropout=0.0,
        use_bias=True,
        output_shape=None,
        attention_axes=None,
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
            **kwargs,
        )
        self.num_heads = num_heads
        self.key_dim = key_dim
        self.value_dim = key_dim if value_dim is None else value_dim
        self.attention_axes = attention_axes
        self._output_shape = output_shape
        self._projected_regularizer = regularizers.get(activity_regularizer)

    def get_config(self):
        config = super().get_config()
        config["activity_regularizer"] = serialize_keras_object(
            self._projected_regularizer
        )
        return config

    def _inner_activity_regularizer(self):
        return self._projected_regularizer

    def build(self, query_shape, value_shape, key_shape=None):
        key_shape = value_shape if key_shape is None else key_shape
        self.check_shapes(value_shape, key_shape)
        if len(query_shape) != len(value_shape):
            fail(
                f"layer {self.name!r}: query and value must have equal ranks",
                {"query": list(query_shape), "value": list(value_shape)},
                "reshape one of them",
            )
        rank = len(query_shape) + 1
        self.query_dense = self._heads("query", query_shape, self.key_dim)
        self.key_dense = self._heads("key", key_shape, self.key_dim)
        self._gate_dense = None
        if self.use_gate:
            size = self.value_dim
            self._gate_dense = self._heads("gate", query_shape, size, "sigmoid")
        self.value_dense = self._heads("value", value_shape, self.value_dim)
        self.attention_axes = self.attention_axes or tuple(range(1, rank - 2))
        axes = tuple(a if a >= 0 else rank - 1 + a for a in self.attention_axes)
        self._build_attention(rank, axes, self.key_dim)
        self.output_dense = self._joined_heads(query_shape)

    def _heads(self, name, shape, size, activation=None):
        """The projection of a tensor of this shape to all heads."""
        free = len(shape) - 1
        equation, bias_axes, rank = projection(free, 1, 2)
        sizes = [*[None] * (rank - 3), self.num_heads, size]
        return self._dense(name, equation, sizes, bias_axes, shape, activation)

    def _joined_heads(self, query_shape):
        """The projection of all heads to the output."""
        free = len(query_shape) - 1
        last = self._output_shape or (query_shape[-1],)
        equation, bias_axes, rank = projection(free, 2, len(last))
        sizes = [*[None] * (rank - 1 - len(last)), *last]
        shape = (*query_shape[:-1], self.num_heads, self.value_dim)
        return self._dense("attention_output", equation, sizes, bias_axes, shape)

    def projections(self):
        return Projections(
            self.query_dense,
            self.key_dense,
            self.value_dense,
            self.output_dense,
            self._gate_dense,
        )

    def call(
        self,
        query,
        value,
        key=None,
        query_mask=None,
        value_mask=None,
        key_mask=None,
        attention_mask=None,
        return_attention_scores=False,
        training=None,
        use_causal_mask=False,
    ):
        return super().call(
            query,
            value,
            key,
            get_mask(query),
            value_mask,
            key_mask,
            attention_mask,
            return_attention_scores,
            training,
            use_causal_mask,
        )

    def compute_output_shape(self, query_shape, value_shape, key_shape=None):
        last = self._output_shape or (query_shape[-1],)
        return (*query_shape[:-1], *last)
