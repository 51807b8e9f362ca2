"""The layer that looks words up in a table."""

from __future__ import annotations

import graph
from kerasish import constraints, initializers, regularizers
from kerasish.base import rules
from kerasish.layers.core.checked_indices import CheckedIndices
from kerasish.layers.large_weights.int8_weight import Int8Weight


class Embedding(Int8Weight):
    """y = embeddings[x]: integers become vectors.

    Args:
        input_dim: size of the vocabulary: the greatest index + 1.
        output_dim: size of the vectors.
        embeddings_initializer: how the table starts.
        embeddings_regularizer: penalty on the table.
        embeddings_constraint: applied after each update.
        mask_zero: whether index 0 is padding, which following layers skip; the
            vocabulary then starts at 1.
        weights: a list of one array, the table to start with.
        lora_rank: the rank of `enable_lora`, which is called when the table is made.
        lora_alpha: that of `enable_lora`; the rank when None.
        quantization_config: with a dtype such as "int8_from_float32"; tables have no
            inputs to quantize.

    Call arguments:
        inputs: integers of any shape, 0 to input_dim - 1 (negative ones count from the
            end of the table, as in numpy).

    Returns:
        Vectors along a new last axis.

    Weights:
        embeddings: (input_dim, output_dim).

    Raises:
        IndexError: an index outside the vocabulary; names it and input_dim.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> table = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 4.0]])
        >>> layer = kerasish.layers.Embedding(3, 2, weights=[table])
        >>> layer(np.array([2, 1])).numpy()
        array([[3., 4.],
               [1., 2.]], dtype=float32)
    """

    rules = {
        "input_dim": rules.positive_int,
        "output_dim": rules.positive_int,
        "mask_zero": rules.boolean,
    }

    large_weight = "embeddings"
    _summed_axes = (1,)

    def __init__(
        self,
        input_dim,
        output_dim,
        embeddings_initializer="uniform",
        embeddings_regularizer=None,
        embeddings_constraint=None,
        mask_zero=False,
        weights=None,
        lora_rank=None,
        lora_alpha=None,
        quantization_config=None,
        **kwargs,
    ):
        kwargs.pop("input_length", None)  # Keras 2 only checked it
        super().__init__(**kwargs)
        self.input_dim = input_dim
        self.output_dim = output_dim
        self.embeddings_initializer = initializers.get(embeddings_initializer)
        self.embeddings_regularizer = regularizers.get(embeddings_regularizer)
        self.embeddings_constraint = constraints.get(embeddings_constraint)
        self.mask_zero = mask_zero
        self.supports_masking = mask_zero
        self._start_lora(lora_rank, lora_alpha)
        self._start_quantization(quantization_config)
        self.autocast = False  # indices given as floats must stay exact
        if weights is not None:
            self._build_with(((None,),), {})
            self.set_weights(weights if isinstance(weights, list) else [weights])

    def get_config(self):
        config = super().get_config()
        for name in ("weights", "autocast"):
            config.pop(name, None)
        return config

    def build(self, input_shape=None):
        self.embeddings = self._add_large_weight(
            (self.input_dim, self.output_dim),
            self.embeddings_initializer,
            self.embeddings_regularizer,
            self.embeddings_constraint,
        )
        self._enable_lora_of_arguments()

    def call(self, inputs):
        vectors = graph.take(self.embeddings, self._indices(inputs), axis=0)
        return graph.cast(vectors, self.compute_dtype)

    def _indices(self, inputs):
        """The inputs as integers that are checked in a run."""
        if graph.kind_of(inputs.dtype) not in "iu":
            inputs = graph.cast(inputs, "int32")
        return graph.apply(CheckedIndices(self.input_dim, self.name), inputs)

    def _int8_call(self, inputs):
        indices = self._indices(inputs)
        scales = graph.expand_dims(graph.take(self._scale, indices, axis=0), -1)
        vectors = graph.take(self._large, indices, axis=0)
        vectors = graph.cast(vectors, self.compute_dtype) / scales
        if self.lora_enabled:
            a, b = self._factors
            change = graph.matmul(graph.take(a, indices, axis=0), b)
            vectors = vectors + self._lora_share * change
        return graph.cast(vectors, self.compute_dtype)

    def compute_mask(self, inputs, mask=None):
        return graph.not_equal(inputs, 0) if self.mask_zero else None

    def compute_output_shape(self, input_shape):
        return (*input_shape, self.output_dim)
