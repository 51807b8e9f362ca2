"""Models made of layer calls on Keras tensors."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.errors import fail
from kerasish.base.keras_tensor import KerasTensor
from kerasish.base.settings import standardize_dtype
from kerasish.base.text import without_bytes
from kerasish.layers.core.function_call import FunctionCall
from kerasish.layers.core.input import Input
from kerasish.layers.core.input_layer import InputLayer
from kerasish.layers.masks import masks_of, set_mask
from kerasish.layers.recorded_call import call_of
from kerasish.layers.shapes import shape_of
from kerasish.models.functional_config import functional_config
from kerasish.models.functional_rebuild import functional_from_config
from kerasish.models.input_matching import match_inputs
from kerasish.models.model import Model
from kerasish.models.network import Network


class Functional(Model):
    """A model from Keras tensors; made by ``Model(inputs, outputs)``.

    Args:
        inputs: Keras tensor, or a list or dict of them.
        outputs: the same.
        name: of the model.
    """

    keras_module = "keras.src.models.functional"
    is_made_of_layers = True

    def __init__(self, inputs, outputs, name=None, **kwargs):
        for what, structure in (("inputs", inputs), ("outputs", outputs)):
            _require_keras_tensors(what, structure)
        trainable = kwargs.pop("trainable", None)
        super().__init__(name=name, **kwargs)
        inputs, outputs = _from_input_layers(inputs, outputs)
        self._inputs_struct, self._outputs_struct = inputs, outputs
        flat_outputs = graph.flatten(outputs)
        self._network = Network(graph.flatten(inputs), flat_outputs)
        self._tracker.replace_layers(self._network.layers)
        self.built = True
        self._build_shapes = ((shape_of(inputs),), {})
        if trainable is not None:
            self.trainable = trainable

    @property
    def layers(self) -> list:
        """The layers, inputs included, by decreasing distance from the outputs."""
        return [x for x in self._network.layers if not isinstance(x, FunctionCall)]

    @property
    def operations(self) -> list:
        """The layers and the functions of ``kerasish.ops`` between them, in order."""
        return list(self._network.layers)

    @property
    def inputs(self) -> list[KerasTensor]:
        return list(self._network.inputs)

    @property
    def outputs(self) -> list[KerasTensor]:
        return graph.flatten(self._outputs_struct)

    @property
    def input(self):
        return self._inputs_struct

    @property
    def output(self):
        return self._outputs_struct

    @property
    def input_names(self) -> list[str]:
        return [t.name for t in self.inputs]

    @property
    def output_names(self) -> list[str]:
        return [t.history.operation.name for t in self.outputs]

    @property
    def input_shape(self):
        return shape_of(self._inputs_struct)

    @property
    def output_shape(self):
        return shape_of(self._outputs_struct)

    @property
    def input_dtype(self) -> str:
        return standardize_dtype(self.inputs[0].dtype)

    def build(self, input_shape=None):
        """Nothing: the layers are built."""

    def _convert(self, value):
        if not hasattr(value, "__array__"):
            return value
        is_array = isinstance(value, np.ndarray)
        return graph.as_tensor(without_bytes(value) if is_array else value)

    def compute_besides(self, tensors) -> None:
        """Makes calls of the model whose results no output needs, but whose losses
        count."""
        self._network = Network(self.inputs, [*self.outputs, *tensors])
        self._tracker.replace_layers(self._network.layers)

    def call(self, inputs, training=None, mask=None):
        """Runs the layers on other inputs, in order."""
        tensors = match_inputs(self, inputs)
        if mask is not None:
            for tensor, own in zip(tensors, graph.flatten(mask)):
                if own is not None:
                    set_mask(tensor, own)
        values = {id(k): v for k, v in zip(self._network.inputs, tensors)}
        given = {call_of(k) for k in self._network.inputs}
        for call in self._network.calls:
            if call in given:
                continue
            args, kwargs = call.arguments_with(lambda k: values[id(k)])
            results = graph.flatten(call.operation(*args, **kwargs))
            for keras_tensor, result in zip(graph.flatten(call.outputs), results):
                values[id(keras_tensor)] = result
        results = [values[id(k)] for k in self.outputs]
        return graph.pack_like(self._outputs_struct, results)

    def compute_mask(self, inputs, previous_mask):
        """The masks that the outputs carry when the model is called."""
        return masks_of(self.call(inputs, mask=previous_mask))

    def _hand_masks_on(self, inputs, outputs, masks, label):
        return outputs  # the inner layers did

    @property
    def input_spec(self):
        return None

    @input_spec.setter
    def input_spec(self, value):
        """A model's demands come from its inputs; see `match_inputs`."""

    def get_build_config(self):
        return None

    def get_config(self) -> dict:
        return functional_config(self)

    @classmethod
    def from_config(cls, config, custom_objects=None):
        return functional_from_config(cls, config, custom_objects)


def _require_keras_tensors(what, structure) -> None:
    leaves = graph.flatten(structure)
    wrong = [leaf for leaf in leaves if not isinstance(leaf, KerasTensor)]
    if not leaves or wrong:
        got = f"{type(wrong[0]).__name__}" if wrong else "nothing"
        fail(
            f"Model: {what} must be Keras tensors",
            got,
            "start with kerasish.Input(shape); call layers and kerasish.ops on it, "
            "functions of the engine inside layers",
        )
    if what == "inputs" and len({id(leaf) for leaf in leaves}) != len(leaves):
        fail("Model: an input is given twice", None, "list each input once")


def _from_input_layers(inputs, outputs):
    """Inputs that stand inside another model's graph are replaced by new ones."""
    flat = graph.flatten(inputs)
    if all(isinstance(t.history.operation, InputLayer) for t in flat):
        return inputs, outputs
    new = [
        t
        if isinstance(t.history.operation, InputLayer)
        else Input(batch_shape=t.shape, dtype=t.dtype, name=f"{t.name}_input")
        for t in flat
    ]
    network = Network(flat, graph.flatten(outputs))
    values = {id(old): t for old, t in zip(flat, new)}
    given = {call_of(t) for t in flat}
    for call in network.calls:
        if call in given and all(id(t) in values for t in graph.flatten(call.outputs)):
            continue
        args, kwargs = call.arguments_with(lambda k: values[id(k)])
        results = graph.flatten(call.operation(*args, **kwargs))
        for keras_tensor, result in zip(graph.flatten(call.outputs), results):
            values.setdefault(id(keras_tensor), result)
    leaves = [values[id(t)] for t in graph.flatten(outputs)]
    return graph.pack_like(inputs, new), graph.pack_like(outputs, leaves)


Model.functional_class = Functional
