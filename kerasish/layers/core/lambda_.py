"""Any function as a layer."""

from __future__ import annotations

import inspect

import graph
from kerasish.base import rules
from kerasish.base.serialization import deserialize_keras_object
from kerasish.layers.core.saved_function import read_function
from kerasish.layers.layer import Layer


class Lambda(Layer):
    """y = function(x, **arguments).

    The function sees plain tensors: it computes with their operators and methods and
    with ``kerasish.ops``. It has no weights; a layer class of your own can have some.

    A saved model holds the function's name only, never its code. To open it again,
    register the function with ``kerasish.saving.register_keras_serializable``, or pass
    it in ``custom_objects`` under its name or the name of the layer.

    Args:
        function: of the inputs; it may also take ``mask`` and ``training``.
        output_shape: shape of the output without the batch, or a function of the input
            shape; found by a trial when None.
        mask: the mask of the output, or a function of inputs and their mask; a layer
            with None does not hand masks on.
        arguments: a dict of further arguments of the function.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.Lambda(lambda x: x**2)
        >>> layer(np.array([3.0])).numpy()
        array([9.], dtype=float32)
    """

    rules = {
        "function": rules.any_callable,
        "arguments": rules.optional(
            rules.Rule("a dict", lambda v: isinstance(v, dict), (1, ["a"]))
        ),
    }
    sparse_arguments = (*Layer.sparse_arguments, "output_shape", "mask")

    def __init__(
        self, function, output_shape=None, mask=None, arguments=None, **kwargs
    ):
        super().__init__(**kwargs)
        self.function = function
        self._output_shape = output_shape
        self.mask = mask
        self.arguments = {} if arguments is None else dict(arguments)
        self.supports_masking = mask is not None
        self._takes = _argument_names(function)

    def call(self, inputs, mask=None, training=None):
        extra = {"mask": mask, "training": training}
        found = {name: value for name, value in extra.items() if name in self._takes}
        return self._sized(self.function(inputs, **self.arguments, **found))

    def _sized(self, y):
        """The output with the sizes that the user gave in place of unknown ones."""
        given = self._output_shape
        if not isinstance(given, (tuple, list)) or not isinstance(y, graph.Tensor):
            return y
        batch, *own = graph.shape(y)
        if len(own) != len(given) or None not in y.shape[1:]:
            return y
        sizes = [b if isinstance(a, graph.Dim) and b else a for a, b in zip(own, given)]
        return graph.reshape(y, (batch, *sizes))

    def compute_mask(self, inputs, mask=None):
        return self.mask(inputs, mask) if callable(self.mask) else self.mask

    def compute_output_shape(self, input_shape):
        if self._output_shape is None:
            return super().compute_output_shape(input_shape)
        if callable(self._output_shape):
            return tuple(self._output_shape(input_shape))
        several = isinstance(input_shape, list)
        batch = (input_shape[0] if several else input_shape)[0]
        return (batch, *self._output_shape)

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """The layer of a config; the function comes from its name, never from code.

        Raises:
            ConfigError: a function that is not known, or was saved as code.
        """
        config = {k: v for k, v in config.items() if k not in _KERAS_2}
        name = config.get("name")
        for key in ("function", "output_shape", "mask"):
            if isinstance(config.get(key), (dict, str)) or key == "function":
                config[key] = read_function(config[key], name, custom_objects)
        if "arguments" in config:
            config["arguments"] = deserialize_keras_object(config["arguments"])
        return super().from_config(config)


#: keys in which Keras 2 kept how functions were saved
_KERAS_2 = ("function_type", "output_shape_type", "module", "output_shape_module")


def _argument_names(function) -> tuple[str, ...]:
    try:
        return tuple(inspect.signature(function).parameters)
    except (TypeError, ValueError):  # a builtin without a signature
        return ()
