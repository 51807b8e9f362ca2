"""Layers one after the other, as one layer."""

from __future__ import annotations

import graph
from kerasish.base.errors import ConfigError, fail
from kerasish.base.rules import Rule
from kerasish.base.serialization import deserialize_keras_object
from kerasish.layers.layer import Layer
from kerasish.layers.masks import masks_of


def _are_layers(value) -> bool:
    is_list = isinstance(value, (list, tuple))
    return is_list and all(isinstance(item, Layer) for item in value)


class Pipeline(Layer):
    """y = layers[-1](... layers[0](x)), for preparing data.

    Unlike a model it takes whatever its first layer takes, such as a dict of images and
    labels, or text, and it trains by default: a random transformation is random unless
    the call says ``training=False``.

    Args:
        layers: a list of layers.

    Example:
        >>> import numpy as np
        >>> from kerasish import layers
        >>> steps = [layers.Rescaling(2.0), layers.Rescaling(1.0, offset=-1.0)]
        >>> layers.Pipeline(steps)(np.array([0.0, 3.0])).numpy()
        array([-1.,  5.], dtype=float32)
    """

    rules = {"layers": Rule("a list of layers", _are_layers, (1, ["a"], None))}
    supports_masking = True

    def __init__(self, layers, name=None):
        super().__init__(name=name)
        self._pipeline_layers = list(layers)

    @property
    def layers(self) -> list[Layer]:
        """The layers, in order."""
        return list(self._pipeline_layers)

    def build(self, input_shape=None):
        """Nothing: the layers are built when they are called."""

    def _converted(self, structure):
        return structure  # the first layer does it

    def call(self, inputs, training=True, mask=None):
        x = inputs
        for layer in self._pipeline_layers:
            arguments = {}
            if layer._signature.has_training and training is not None:
                arguments["training"] = training
            if layer._signature.has_mask and mask is not None:
                arguments["mask"] = mask
            x = layer(x, **arguments)
            mask = masks_of(x) if graph.flatten(x) else None
        return x

    def _hand_masks_on(self, inputs, outputs, masks, label):
        return outputs  # the inner layers did

    def get_config(self) -> dict:
        config = super().get_config()
        return {name: config[name] for name in ("layers", "name")}

    @classmethod
    def from_config(cls, config):
        """The pipeline that a config with serialised layers describes."""
        layers = config.get("layers")
        if not isinstance(layers, (list, tuple)):
            fail(
                "Pipeline: a config needs a list of layers",
                {"layers": type(layers).__name__},
                "write it with get_config",
                ConfigError,
            )
        made = [
            deserialize_keras_object(layer, None, family_name="layers")
            for layer in layers
        ]
        return super().from_config({**config, "layers": made})
