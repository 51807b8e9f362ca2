"""What the attention layers with several heads share."""

from __future__ import annotations

import functools
import math
from typing import NamedTuple

import graph
from kerasish import constraints, initializers, regularizers
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.rules import optional
from kerasish.layers.activations.softmax import Softmax
from kerasish.layers.attention.attention_equations import attention_equations
from kerasish.layers.attention.attention_masks import (
    all_masks,
    both,
    causal_mask,
    window_mask,
    with_rank,
)
from kerasish.layers.core.einsum_dense import EinsumDense
from kerasish.layers.layer import Layer
from kerasish.layers.masks import with_mask
from kerasish.layers.regularization.dropout import Dropout


@internal
class Projections(NamedTuple):
    """The dense layers inside."""

    query: EinsumDense
    key: EinsumDense
    value: EinsumDense
    output: EinsumDense
    gate: EinsumDense | None


@internal
class BaseHeadAttention(Layer):
    """softmax(query @ key / sqrt(size)) @ value for each head, between projections.

    A subclass makes the projections in ``build`` and gives them by ``projections``.
    """

    rules = {
        "dropout": rules.fraction,
        "use_bias": rules.boolean,
        "use_gate": rules.boolean,
        "sliding_window": optional(rules.positive_int),
        "seed": optional(rules.any_int),
    }
    supports_masking = True

    def __init__(
        self,
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
    ):
        super().__init__(**kwargs)
        if flash_attention:
            raise NotImplementedError(
                f"{type(self).__name__} has no flash attention; leave flash_attention "
                "None: the numbers are the same"
            )
        self.dropout = dropout
        self.use_bias = use_bias
        self.sliding_window = sliding_window
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.use_gate = use_gate
        self.seed = seed

    def get_config(self):
        config = super().get_config()
        config.pop("flash_attention", None)  # Keras does not save it
        return config

    # ---- building

    def projections(self) -> Projections:
        """The dense layers that ``build`` made."""
        raise NotImplementedError(f"{type(self).__name__} must define projections")

    def _dense(self, name, equation, output_shape, bias_axes, shape, activation=None):
        """A built projection for inputs of this shape."""
        layer = EinsumDense(
            equation,
            tuple(output_shape),
            activation=activation,
            bias_axes=bias_axes if self.use_bias else None,
            kernel_initializer=_fresh(self.kernel_initializer),
            bias_initializer=_fresh(self.bias_initializer),
            kernel_regularizer=self.kernel_regularizer,
            bias_regularizer=self.bias_regularizer,
            activity_regularizer=self._inner_activity_regularizer(),
            kernel_constraint=self.kernel_constraint,
            bias_constraint=self.bias_constraint,
            dtype=self.dtype_policy,
            name=name,
        )
        layer._build_with((tuple(shape),), {})
        return layer

    def _inner_activity_regularizer(self):
        return self.activity_regularizer

    def _build_attention(self, rank, axes, size):
        """What acts between the projections, for projected tensors of this rank."""
        self._axes = axes
        self._equations = attention_equations(rank, axes)
        last = self._equations.scores_rank
        softmax_axes = list(range(last - len(axes), last))
        self._scale = 1.0 / math.sqrt(size)
        self._softmax = Softmax(axis=softmax_axes, dtype=self.dtype_policy)
        self._dropout_layer = Dropout(
            self.dropout, dtype=self.dtype_policy, seed=self.seed
        )

    def check_shapes(self, value_shape, key_shape) -> None:
        """Raises when there are not as many keys as values."""
        pairs = zip(value_shape[1:-1], key_shape[1:-1])
        if len(value_shape) != len(key_shape) or any(
            None not in (a, b) and a != b for a, b in pairs
        ):
            fail(
                f"layer {self.name!r}: value and key must agree but for the last axis",
                {"value": list(value_shape), "key": list(key_shape)},
                "pass one key for each value",
                graph.ShapeError,
            )

    # ---- the computation

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
        key = value if key is None else key
        sizes = graph.shape(query)[1], graph.shape(value)[1]
        masks = all_masks(
            query_mask,
            value_mask,
            key_mask,
            window_mask(*sizes, self.sliding_window) if self.sliding_window else None,
            attention_mask,
        )
        inner = self.projections()
        # the projections do not look at masks
        query, key, value = (with_mask(x, None, self.name) for x in (query, key, value))
        gate = None if inner.gate is None else inner.gate(query)
        q, k, v = inner.query(query), inner.key(key), inner.value(value)
        of_scores = return_attention_scores, use_causal_mask
        y, scores = self.attend(q, k, v, masks, training, *of_scores)
        y = inner.output(y if gate is None else y * gate)
        return (y, scores) if return_attention_scores else y

    def attend(self, query, key, value, masks, training, with_scores, is_causal):
        """The output of all heads, and the scores, where they are wanted."""
        # with a dropout, Keras gives 0 where a query may look at nothing
        is_plain = not (self.dropout and (training or masks))
        if is_plain and not with_scores and query.ndim == 4:
            masks = [with_rank(mask, 4, -3) for mask in masks]
            given = {"scale": self._scale, "is_causal": bool(is_causal)}
            parts = query, key, value
            return graph.scaled_dot_product_attention(*parts, *masks, **given), None
        mask = self._joined(masks, query, key, is_causal)
        scores = graph.einsum(self._equations.scores, query * self._scale, key)
        scores = weights = self._softmax(scores, mask=mask)
        if self.dropout:
            weights = self._dropout_layer(scores, training=training)
        return graph.einsum(self._equations.output, weights, value), scores

    def _joined(self, masks, query, key, is_causal):
        """One mask that broadcasts to the scores, or None."""
        if is_causal:
            sizes = graph.shape(query)[1], graph.shape(key)[1]
            masks = [*masks, causal_mask(*sizes)]
        if not masks:
            return None
        rank = self._equations.scores_rank
        return with_rank(functools.reduce(both, masks), rank, -2 * len(self._axes) - 1)


def _fresh(initializer):
    """An initializer like this one; without a seed, one that draws other numbers."""
    if hasattr(initializer, "get_config"):
        return type(initializer).from_config(initializer.get_config())
    return initializer
