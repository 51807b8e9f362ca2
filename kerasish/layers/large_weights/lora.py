"""LoRA around a layer or model: all of it is frozen but small factors."""

from __future__ import annotations

import re

from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.base.naming import auto_name
from kerasish.layers.core.wrapper import Wrapper
from kerasish.layers.large_weights.large_weight import LargeWeight


class LoRA(Wrapper):
    """W + (alpha / rank) a @ b in place of each large weight W inside; a and b learn.

    `enable_lora` of each layer that fits (Dense, EinsumDense, Embedding, convolutions),
    and everything else frozen. At first it computes what the layer does. Keras has no
    such class: for files that Keras opens, `merge` and save the layer inside.

    Args:
        layer: a layer, or a model.
        rank: size between a and b.
        alpha: how much their product counts, as alpha / rank; the rank when None.
        filters: a regular expression that names of adapted layers contain; all that
            fit when None.

    Call arguments:
        inputs: those of the layer.

    Raises:
        ArgumentError: when built: no layer inside fits.

    Source:
        Hu et al., 2021, equation 3, https://arxiv.org/abs/2106.09685.

    Example:
        >>> import kerasish
        >>> from kerasish import layers
        >>> inner = [layers.Dense(64, activation="relu"), layers.Dense(10)]
        >>> model = kerasish.Sequential([kerasish.Input((64,)), *inner])
        >>> tuned = layers.LoRA(model, rank=2)
        >>> tuned.build((None, 64))
        >>> model.count_params(), sum(w.value.size for w in tuned.trainable_weights)
        (5214, 404)
    """

    rules = {
        "rank": rules.positive_int,
        "alpha": rules.optional(rules.finite_number),
        "filters": rules.optional(rules.any_string),
    }

    def __init__(self, layer, rank=4, alpha=None, filters=None, **kwargs):
        if kwargs.get("name") is None:
            kwargs["name"] = auto_name("lora")
        super().__init__(layer, **kwargs)
        self.rank = rank
        self.alpha = alpha
        self.filters = filters

    def build(self, input_shape=None):
        super().build(input_shape)
        adapted = self.adapted_layers
        if not adapted:
            fail(
                f"LoRA: nothing in layer {self.layer.name!r} fits",
                {"layer": type(self.layer).__name__, "filters": self.filters},
                "wrap Dense, EinsumDense, Embedding, a convolution, or what has them",
            )
        for layer in adapted:
            if not layer.lora_enabled:
                layer.enable_lora(self.rank, self.alpha)
        self._freeze()

    @property
    def trainable(self) -> bool:
        """Whether the factors learn; nothing else does."""
        return self._trainable

    @trainable.setter
    def trainable(self, value) -> None:
        self._trainable = bool(value)
        self._freeze()

    def _freeze(self) -> None:
        """Leaves the factors as all that learns."""
        self.layer.trainable = False
        for layer in self.adapted_layers:
            for factor in layer._factors:
                factor.trainable = self._trainable

    @property
    def adapted_layers(self) -> list:
        """The layers inside that have factors, or will get them."""
        return [
            layer
            for layer in self.layer._flatten_layers()
            if isinstance(layer, LargeWeight)
            and layer._large is not None
            and layer._large.constraint is None
            and (self.filters is None or re.search(self.filters, layer.name))
        ]

    def merge(self):
        """Adds the products to the weights, and starts b from zero; gives the layer."""
        for layer in self.adapted_layers:
            store: dict = {}
            layer.save_own_variables(store)
            layer.load_own_variables(store)
        return self.layer

    def call(self, inputs, training=None):
        return self.layer(inputs, training=training)

    def compute_mask(self, inputs, mask=None):
        return self.layer.compute_mask(inputs, mask)

    def compute_output_shape(self, input_shape):
        return self.layer.compute_output_shape(input_shape)
