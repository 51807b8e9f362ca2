"""Models that are a stack of layers."""

from __future__ import annotations

from kerasish.base.call_limit import counting_calls
from kerasish.base.config_use import UsingConfig
from kerasish.base.errors import fail
from kerasish.base.keras_tensor import KerasTensor
from kerasish.base.naming import auto_name, path_scope
from kerasish.base.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)
from kerasish.layers.core.input import Input
from kerasish.layers.core.input_layer import InputLayer
from kerasish.layers.layer import Layer
from kerasish.models.functional import Functional
from kerasish.models.model import Model


class Sequential(Model):
    """A stack of layers, each with one input and one output.

    Args:
        layers: layers, in order; an `Input` first builds the model at once.
        trainable: whether training changes the weights.
        name: of the model.

    Example:
        >>> import kerasish
        >>> model = kerasish.Sequential()
        >>> model.add(kerasish.Input((16,)))
        >>> model.add(kerasish.layers.Dense(8, activation="relu"))
        >>> model.output_shape
        (None, 8)
    """

    is_made_of_layers = True

    def __init__(self, layers=None, trainable=True, name=None, **kwargs):
        super().__init__(trainable=trainable, name=name, **kwargs)
        self._stack: list[Layer] = []
        self._functional = None
        for layer in layers if layers is not None else ():
            self.add(layer, rebuild=False)
        self._rebuild()

    def add(self, layer, rebuild: bool = True) -> None:
        """Puts a layer on top."""
        if isinstance(layer, KerasTensor):
            layer = layer.history.operation
        if not isinstance(layer, Layer):
            fail(
                f"Sequential {self.name!r}: only layers can be added",
                f"{type(layer).__name__}: {layer!r}",
                "wrap functions: kerasish.layers.Lambda(function)",
            )
        stack = list(self._stack)
        if any(layer.name == other.name for other in stack):
            fail(
                f"Sequential {self.name!r}: two layers are called {layer.name!r}",
                None,
                "pass name=... to one of them",
            )
        if isinstance(layer, InputLayer) and stack and isinstance(stack[0], InputLayer):
            fail(f"Sequential {self.name!r} has an Input already", layer.name)
        if not stack and not isinstance(layer, (InputLayer, Functional)):
            shape = layer._batch_input_shape
            if shape is not None:
                stack.append(_input_of(shape, layer))
        if isinstance(layer, InputLayer):
            stack.insert(0, layer)
        else:
            stack.append(layer)
        self._set_stack(stack)
        if rebuild:
            self._rebuild()

    def pop(self, rebuild: bool = True) -> Layer:
        """Takes the last layer off."""
        stack = list(self._stack)
        layer = stack.pop()
        self._set_stack(stack)
        self._tracker.forget(layer)
        self.built, self._functional = False, None
        if rebuild:
            self._rebuild()
        return layer

    def _set_stack(self, stack) -> None:
        self.__dict__["_stack"] = stack
        self._tracker.replace_layers(s for s in stack if not isinstance(s, InputLayer))
        self._forget_steps()

    def _rebuild(self) -> None:
        """Makes the functional model, if the shape of the input is known."""
        self.__dict__["_functional"] = None
        self.built = False
        if not self._stack:
            return
        first = self._stack[0]
        if isinstance(first, InputLayer):
            if len(self._stack) > 1:
                self._connect(first.output, self._stack[1:])
        elif isinstance(first, Functional):
            shapes = [t.shape for t in first.inputs]
            if len(shapes) == 1:
                x = Input(batch_shape=shapes[0], dtype=first.input_dtype)
                self._connect(x, self._stack)

    def _connect(self, x, layers) -> None:
        inputs = x
        with path_scope(self.name, self):
            for layer in layers:
                x = layer(x)
        functional = Functional(inputs, x, name=self.name)
        self.__dict__["_functional"] = functional
        self._build_shapes = ((inputs.shape,), {})
        self.built = True

    def build(self, input_shape=None):
        """Makes the weights for inputs of this shape (with the batch axis)."""
        if self._functional is not None or input_shape is None:
            return
        if not self._stack:
            fail(f"Sequential {self.name!r} has no layers", None, "add layers first")
        shape = tuple(input_shape)
        dtype = self._stack[0].input_dtype
        layer = InputLayer(
            batch_shape=shape, dtype=dtype, name=auto_name("input_layer")
        )
        self._set_stack([layer, *self._stack])
        self._rebuild()

    def _build_with(self, args, kwargs) -> None:
        shape = args[0] if args else None
        if isinstance(shape, tuple):
            self.build((None, *shape[1:]))

    def call(self, inputs, training=None, mask=None):
        """Runs the layers, in order."""
        if self._functional is not None:
            return self._functional.call(inputs, training=training, mask=mask)
        x = inputs
        for layer in self._stack:
            x = layer(x)
        return x

    def _hand_masks_on(self, inputs, outputs, masks, label):
        return outputs  # the inner layers did

    @property
    def layers(self) -> list[Layer]:
        """The layers, without the input."""
        return [s for s in self._stack if not isinstance(s, InputLayer)]

    def _inner(self) -> Functional:
        self._require_built("inputs and outputs")
        return self._functional

    inputs = property(lambda self: self._functional and self._functional.inputs)
    outputs = property(lambda self: self._functional and self._functional.outputs)
    input = property(lambda self: self._inner().input)
    output = property(lambda self: self._inner().output)
    input_shape = property(lambda self: self._inner().input_shape)
    output_shape = property(lambda self: self._inner().output_shape)
    input_names = property(lambda self: self._inner().input_names)

    @property
    def output_names(self):
        return None if self._functional is None else self._functional.output_names

    def compute_output_shape(self, input_shape):
        if self._functional is not None:
            return self._functional.compute_output_shape(input_shape)
        for layer in self.layers:
            input_shape = layer.compute_output_shape(input_shape)
        return input_shape

    def get_config(self) -> dict:
        config = {
            "name": self.name,
            "trainable": self.trainable,
            "dtype": serialize_keras_object(self.dtype_policy),
            "layers": [serialize_keras_object(layer) for layer in self._stack],
        }
        if self._functional is not None and self._build_shapes is not None:
            config["build_input_shape"] = list(self._build_shapes[0][0])
        return config

    @classmethod
    def from_config(cls, config, custom_objects=None):
        with UsingConfig(cls.__name__, config), counting_calls(config):
            return cls._from_layers(config, custom_objects)

    @classmethod
    def _from_layers(cls, config, custom_objects):
        layers = [
            deserialize_keras_object(record, custom_objects, family_name="layers")
            for record in config["layers"]
        ]
        model = cls(layers, name=config.get("name"))
        shape = config.get("build_input_shape")
        if not model.built and shape and isinstance(shape, (list, tuple)):
            model.build(tuple(shape))
        if config.get("trainable") is False:
            model.trainable = False
        return model


def _input_of(shape, layer) -> InputLayer:
    integers = type(layer).__name__ == "Embedding"
    dtype = "int32" if integers else layer.compute_dtype
    return InputLayer(batch_shape=shape, dtype=dtype, name=f"{layer.name}_input")
