"""Functional models as plain data, in Keras 3's form; older forms are read too."""

from __future__ import annotations

import graph
from kerasish.base.errors import ConfigError, fail
from kerasish.base.keras_tensor import KerasTensor
from kerasish.base.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)
from kerasish.layers.recorded_call import call_of


def functional_config(model) -> dict:
    """name, layers with their calls, and which tensors are inputs and outputs."""
    numbers = _call_numbers(model._network)
    layers = []
    for layer in model._network.layers:
        record = serialize_keras_object(layer)
        record["name"] = layer.name
        calls = [c for c in layer._inbound_nodes if c in numbers]
        record["inbound_nodes"] = [_call_config(c, numbers) for c in calls if c.parents]
        layers.append(record)
    return {
        "name": model.name,
        "trainable": model.trainable,
        "layers": layers,
        "input_layers": _tensor_places(model.input, numbers),
        "output_layers": _tensor_places(model.output, numbers),
    }


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


def _unwrap(structure):
    if isinstance(structure, _Leaf):
        return structure.value
    if isinstance(structure, dict):
        return {k: _unwrap(v) for k, v in structure.items()}
    parts = [_unwrap(v) for v in structure]
    if isinstance(structure, tuple):
        return {"class_name": "__tuple__", "config": {"value": parts}}
    return parts


def _call_config(call, numbers) -> dict:
    def data(leaf):
        if not isinstance(leaf, KerasTensor):
            return serialize_keras_object(leaf)
        return {
            "class_name": "__keras_tensor__",
            "config": {
                "shape": list(leaf.shape),
                "dtype": leaf.dtype.name,
                "keras_history": _place(leaf, numbers),
            },
        }

    args = graph.map_leaves(lambda t: _Leaf(data(t)), list(call.args))
    kwargs = graph.map_leaves(lambda t: _Leaf(data(t)), call.kwargs)
    return {"args": _unwrap(args), "kwargs": _unwrap(kwargs)}


def functional_from_config(cls, config: dict, custom_objects=None):
    """Builds the layers, then makes their calls as soon as the inputs exist.

    Raises:
        ConfigError: calls that need each other, or a tensor that nothing makes.
    """
    layers, waiting = {}, []
    for record in config["layers"]:
        layer = deserialize_keras_object(record, custom_objects, "layers")
        name = record.get("name", record["config"].get("name"))
        layers[name] = layer
        waiting += [(layer, node) for node in record.get("inbound_nodes") or []]
    while waiting:
        later = []
        for layer, node in waiting:
            arguments = _arguments(node, layers)
            if arguments is None or _has_pending(layer, node, later):
                later.append((layer, node))
                continue
            args, kwargs = arguments
            layer(*args, **kwargs)
        if len(later) == len(waiting):
            fail(
                f"model config {config.get('name')!r} cannot be built",
                f"no inputs for {sorted({layer.name for layer, _ in later})}",
                "the config names tensors that no layer makes",
                ConfigError,
            )
        waiting = later
    inputs = _tensors_at(config["input_layers"], layers)
    outputs = _tensors_at(config["output_layers"], layers)
    return cls(
        inputs=inputs,
        outputs=outputs,
        name=config.get("name"),
        **({"trainable": False} if config.get("trainable") is False else {}),
    )


def _has_pending(layer, node, later) -> bool:
    """Calls of one layer keep their order, so that node numbers stay right."""
    return any(other is layer for other, _ in later)


def _arguments(node, layers):
    """args and kwargs of a call, or None while a tensor does not exist yet."""
    try:
        if isinstance(node, dict):
            args = _tensors_in(node["args"], layers)
            return tuple(args), _tensors_in(node.get("kwargs", {}), layers)
        return _old_arguments(node, layers)
    except _NotYet:
        return None


class _NotYet(Exception):
    """A tensor of the config has not been made yet."""


def _tensors_in(data, layers):
    if isinstance(data, dict):
        if data.get("class_name") == "__keras_tensor__":
            return _tensor(data["config"]["keras_history"], layers)
        if data.get("class_name") == "__tuple__":
            return tuple(_tensors_in(data["config"]["value"], layers))
        if "class_name" in data and "config" in data:
            return deserialize_keras_object(data)
        return {k: _tensors_in(v, layers) for k, v in data.items()}
    if isinstance(data, (list, tuple)):
        return [_tensors_in(v, layers) for v in data]
    return data


def _old_arguments(node, layers):
    """Keras 1 and 2: [[layer, call, tensor, kwargs], ...], or one such entry."""
    entries = [node] if node and isinstance(node[0], str) else node
    tensors = [_tensor(entry[:3], layers) for entry in entries]
    kwargs = dict(entries[0][3]) if len(entries[0]) > 3 and entries[0][3] else {}
    kwargs = {k: _old_value(v, layers) for k, v in kwargs.items()}
    return (tensors[0] if len(tensors) == 1 else tensors,), kwargs


def _old_value(value, layers):
    """Keras 2 writes tensors among the kwargs as [layer, call, tensor]."""
    if (
        isinstance(value, list)
        and len(value) in (3, 4)
        and isinstance(value[0], str)
        and value[0] in layers
        and isinstance(value[1], int)
    ):
        return _tensor(value[:3], layers)
    if isinstance(value, list):
        return [_old_value(v, layers) for v in value]
    return value


def _tensor(place, layers) -> KerasTensor:
    name, call, index = place
    if name not in layers:
        fail(
            f"model config: there is no layer {name!r}",
            f"layers {sorted(layers)}"[:200],
            "the config is damaged",
            ConfigError,
        )
    calls = layers[name]._inbound_nodes
    if call >= len(calls):
        raise _NotYet
    return calls[call].output_at(index)


def _tensors_at(places, layers):
    if isinstance(places, dict):
        return {k: _tensors_at(v, layers) for k, v in places.items()}
    if len(places) == 3 and isinstance(places[0], str):
        return _tensor(places, layers)
    return [_tensors_at(p, layers) for p in places]
