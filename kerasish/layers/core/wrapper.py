"""The base of layers around another layer."""

from __future__ import annotations

from kerasish.base.rules import Rule
from kerasish.base.serialization import deserialize_keras_object
from kerasish.layers.layer import Layer

a_layer = Rule("a layer", lambda v: isinstance(v, Layer), (None, 3, "dense"))


class Wrapper(Layer):
    """A layer that holds another one, builds it and saves it with itself.

    Args:
        layer: the layer inside.

    A subclass defines ``call``, which uses ``self.layer``.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> class Twice(kerasish.layers.Wrapper):
        ...     def call(self, x):
        ...         return self.layer(self.layer(x))
        >>> inner = kerasish.layers.Dense(2, kernel_initializer="ones")
        >>> Twice(inner)(np.array([[1.0, 2.0]])).numpy()
        array([[6., 6.]], dtype=float32)
    """

    rules = {"layer": a_layer}

    def __init__(self, layer, **kwargs):
        super().__init__(**kwargs)
        self.layer = layer

    def build(self, input_shape=None):
        self.layer._build_with((input_shape,), {})

    @classmethod
    def from_config(cls, config, custom_objects=None):
        config = dict(config)
        layer = deserialize_keras_object(
            config.pop("layer"), custom_objects, family_name="layers"
        )
        return cls(layer, **config)
