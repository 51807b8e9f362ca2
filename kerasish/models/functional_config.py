"""Functional models as plain data, in Keras 3's form."""

from __future__ import annotations

import graph
from kerasish.base.keras_tensor import KerasTensor
from kerasish.base.serialization import serialize_keras_object
from kerasish.base.settings import standardize_dtype
from kerasish.layers.core.function_call import FunctionCall
from kerasish.layers.recorded_call import call_of
from kerasish.ops.operations import is_operation


def functional_config(model) -> dict:
    """name, layers with their calls, and which tensors are inputs and outputs."""
    numbers = _call_numbers(model._network)
    layers = []
    for layer in model._network.layers:
        record = _record(layer)
        record["name"] = layer.name
        is_plain = is_operation(record)
        calls = [c for c in layer._inbound_nodes if c in numbers]
        record["inbound_nodes"] = [
            _call_config(c, numbers, is_plain) for c in calls if c.parents
        ]
        layers.append(record)
    return {
        "name": model.name,
        "trainable": model.trainable,
        "layers": layers,
        "input_layers": _tensor_places(model.input, numbers),
        "output_layers": _tensor_places(model.output, numbers),
    }


def _record(layer) -> dict:
    """The layer's own record; that of Keras' operation for a function."""
    operation = layer.as_operation() if isinstance(layer, FunctionCall) else None
    return serialize_keras_object(layer) if operation is None else operation


def _call_numbers(network) -> dict:
    """Calls of this network, numbered within each layer."""
    numbers: dict = {}
    for layer in network.layers:
        own = [c for c in layer._inbound_nodes if c in set(network.calls)]
        numbers.update({call: i for i, call in enumerate(own)})
    return numbers


def _place(tensor: KerasTensor, numbers) -> list:
    history = tensor.history
    return [history.operation.name, numbers[call_of(tensor)], history.tensor_index]


def _tensor_places(structure, numbers):
    if isinstance(structure, tuple):
        structure = list(structure)
    places = graph.map_leaves(lambda t: _Leaf(_place(t, numbers)), structure)
    return _unwrap(places)


class _Leaf:
    """Keeps a list from being taken for structure."""

    def __init__(self, value):
        self.value = value


def _unwrap(structure, is_plain: bool = False):
    """The values; tuples say that they are, unless plain lists are asked for."""
    if isinstance(structure, _Leaf):
        return structure.value
    if isinstance(structure, dict):
        return {k: _unwrap(v, is_plain) for k, v in structure.items()}
    parts = [_unwrap(v, is_plain) for v in structure]
    if isinstance(structure, tuple) and not is_plain:
        return {"class_name": "__tuple__", "config": {"value": parts}}
    return parts


def _call_config(call, numbers, is_plain: bool) -> dict:
    def data(leaf):
        if not isinstance(leaf, KerasTensor):
            return serialize_keras_object(leaf)
        return {
            "class_name": "__keras_tensor__",
            "config": {
                "shape": list(leaf.shape),
                "dtype": standardize_dtype(leaf.dtype),
                "keras_history": _place(leaf, numbers),
            },
        }

    args = graph.map_leaves(lambda t: _Leaf(data(t)), list(call.args))
    kwargs = graph.map_leaves(lambda t: _Leaf(data(t)), call.kwargs)
    return {"args": _unwrap(args, is_plain), "kwargs": _unwrap(kwargs, is_plain)}
