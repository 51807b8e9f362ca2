"""An embedding that can also be read backwards."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.settings import standardize_dtype
from kerasish.layers.core.embedding import Embedding
from kerasish.layers.large_weights.int8_product import int8_matmul
from kerasish.quantizers.abs_max_quantizer import AbsMaxQuantizer


class ReversibleEmbedding(Embedding):
    """y = embeddings[x]; in reverse y = x @ embeddings.T, a score for each word.

    Args:
        input_dim: size of the vocabulary: the greatest index + 1.
        output_dim: size of the vectors.
        tie_weights: whether the reverse uses the same table; else one of its own.
        embeddings_initializer: how the tables start.
        embeddings_regularizer: penalty on the table.
        embeddings_constraint: applied after each update of the table.
        mask_zero: whether index 0 is padding, which following layers skip.
        reverse_dtype: in which the reverse computes; that of the layer when None.
        logit_soft_cap: c in c * tanh(scores / c), which keeps scores below c; none when
            None.

    Call arguments:
        inputs: integers of any shape; in reverse vectors along the last axis.
        reverse: whether vectors become scores.

    Weights:
        embeddings: (input_dim, output_dim).
        reverse_embeddings: (output_dim, input_dim), without tie_weights.

    Source:
        Press and Wolf, 2016, https://arxiv.org/abs/1608.05859.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> table = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
        >>> layer = kerasish.layers.ReversibleEmbedding(3, 2, weights=[table])
        >>> layer(layer(np.array([1])), reverse=True).numpy()
        array([[0., 1., 1.]], dtype=float32)
    """

    rules = {
        "tie_weights": rules.boolean,
        "logit_soft_cap": rules.optional(rules.positive_number),
    }

    def __init__(
        self,
        input_dim,
        output_dim,
        tie_weights=True,
        embeddings_initializer="uniform",
        embeddings_regularizer=None,
        embeddings_constraint=None,
        mask_zero=False,
        reverse_dtype=None,
        logit_soft_cap=None,
        **kwargs,
    ):
        self.tie_weights = tie_weights
        super().__init__(
            input_dim,
            output_dim,
            embeddings_initializer=embeddings_initializer,
            embeddings_regularizer=embeddings_regularizer,
            embeddings_constraint=embeddings_constraint,
            mask_zero=mask_zero,
            **kwargs,
        )
        if reverse_dtype is not None:
            reverse_dtype = standardize_dtype(reverse_dtype)
        self.reverse_dtype = reverse_dtype
        self.logit_soft_cap = logit_soft_cap

    def build(self, input_shape=None):
        super().build(input_shape)
        if not self.tie_weights and self.quantization_mode is None:
            self.reverse_embeddings = self.add_weight(
                (self.output_dim, self.input_dim),
                self.embeddings_initializer,
                name="reverse_embeddings",
            )

    def call(self, inputs, reverse=False):
        if not reverse:
            return super().call(inputs)
        kernel = graph.cast(self._reverse_kernel(), self.compute_dtype)
        inputs = graph.cast(inputs, self.compute_dtype)
        if self.reverse_dtype is not None:
            inputs = graph.cast(inputs, self.reverse_dtype)
            kernel = graph.cast(kernel, self.reverse_dtype)
        return self._capped(graph.matmul(inputs, kernel))

    def quantized_build(self, input_shape, mode, config=None):
        super().quantized_build(input_shape, mode, config)
        if self.tie_weights:
            return
        shape, name = tuple(input_shape)[::-1], "reverse_embeddings"
        arguments = {"trainable": False, "name": name}
        self.reverse_embeddings = self._add_part(
            shape, "zeros", dtype="int8", **arguments
        )
        arguments["name"] = f"{name}_scale"
        self.reverse_embeddings_scale = self._add_part(shape[1:], "ones", **arguments)

    def _replace_weights(self, config):
        reverse = None if self.tie_weights else self.reverse_embeddings
        super()._replace_weights(config)
        if reverse is not None:
            values, scale = AbsMaxQuantizer(axis=0)(reverse, to_numpy=True)
            self.reverse_embeddings.assign(values)
            self.reverse_embeddings_scale.assign(graph.squeeze(scale, 0))

    def _int8_call(self, inputs, reverse=False):
        if not reverse:
            return super()._int8_call(inputs)
        inputs = graph.cast(inputs, self.compute_dtype)
        weight, scale = graph.transpose(self._large), self._scale
        if not self.tie_weights:
            weight, scale = self.reverse_embeddings, self.reverse_embeddings_scale
        return self._capped(int8_matmul(inputs, weight, scale, self.inputs_quantizer))

    def _capped(self, scores):
        """Scores below the cap."""
        cap = self.logit_soft_cap
        return scores if cap is None else graph.tanh(scores / cap) * cap

    def _reverse_kernel(self):
        if self.tie_weights:
            return graph.transpose(self.embeddings)
        return self.reverse_embeddings

    def compute_mask(self, inputs, mask=None):
        is_reverse = inputs.ndim > 1 and graph.kind_of(inputs.dtype) == "f"
        return mask if is_reverse else super().compute_mask(inputs)

    def compute_output_shape(self, input_shape, reverse=False):
        if reverse:
            return (*input_shape[:-1], self.input_dim)
        return super().compute_output_shape(input_shape)
