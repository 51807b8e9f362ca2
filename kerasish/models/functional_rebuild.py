"""Functional models from plain data: the forms of Keras 3, 2 and 1."""

from __future__ import annotations

import functools

from kerasish.base.call_limit import counting_calls
from kerasish.base.config_use import UsingConfig
from kerasish.base.errors import ConfigError, fail
from kerasish.base.keras_tensor import KerasTensor
from kerasish.base.serialization import deserialize_keras_object
from kerasish.layers.core.function_call import FunctionCall
from kerasish.models.old_calls import is_old_call, is_place, old_arguments
from kerasish.ops.operations import is_operation
from kerasish.saving.upgrades.tf_ops.op_node import (
    TFNode,
    is_tf_node,
    tensor_of_node,
    tf_node,
)


def functional_from_config(cls, config: dict, custom_objects=None):
    """Builds the layers, then makes their calls as soon as the inputs exist.

    Raises:
        ConfigError: calls that need each other, or a tensor that nothing makes.
    """
    with UsingConfig(cls.__name__, config), counting_calls(config):
        return _built(cls, config, custom_objects)


def _built(cls, config, custom_objects):
    layers, waiting = _Made(config), []
    made: dict[str, list | dict] = {}  # the newest call of each layer
    for record in config["layers"]:
        layer = _layer(record, custom_objects)
        name = record.get("name", record["config"].get("name"))
        layers[name] = layer
        nodes = record.get("inbound_nodes") or []
        layers.calls[name] = [] if nodes else list(layer._inbound_nodes)
        waiting += [(name, node) for node in nodes]
    while waiting:
        later = []
        for name, node in waiting:
            arguments = _arguments(name, node, layers)
            if arguments is None or any(name == other for other, _ in later):
                later.append((name, node))  # calls of one layer keep their order
                continue
            calls = layers.calls[name]
            if not (calls and node == made.get(name)):  # some files say it twice
                args, kwargs = arguments
                layers[name](*args, **kwargs)
            calls.append(layers[name]._inbound_nodes[-1])
            made[name] = node
        if len(later) == len(waiting):
            fail(
                f"model config {config.get('name')!r} cannot be built",
                f"no inputs for {sorted({name for name, _ in later})}",
                "the config names tensors that no layer makes",
                ConfigError,
            )
        waiting = later
    inputs, outputs = _ends(config, layers)
    model = cls(
        inputs=inputs,
        outputs=outputs,
        name=config.get("name"),
        **({"trainable": False} if config.get("trainable") is False else {}),
    )
    besides = [t for name in layers for t in _besides(layers, name)]
    if besides:
        model.compute_besides(besides)
    return model


def _ends(config, layers) -> tuple:
    """The inputs and outputs that the config names."""
    places = [config["input_layers"], config["output_layers"]]
    try:
        return tuple(_tensors_at(place, layers) for place in places)
    except _NotYet:
        fail(
            "model config: an input or output is that of a call that is not there",
            f"input_layers, output_layers {places}"[:300],
            "the config is damaged",
            ConfigError,
        )


def _besides(layers, name) -> list:
    """What a layer gives that counts though no output needs it."""
    if not getattr(layers[name], "is_computed_besides", False):
        return []
    return [call.output_at(0) for call in layers.calls[name]]


def _layer(record, custom_objects):
    """The layer of a record; operations of Keras become calls of functions."""
    if is_tf_node(record):
        return tf_node(record, custom_objects)
    if is_operation(record):
        return FunctionCall.from_operation(record)
    return deserialize_keras_object(record, custom_objects, family_name="layers")


class _Made(dict):
    """Layers by name, their calls in this model, and where these are counted from.

    A layer that belongs to another model too has other calls besides. In Keras 2 a
    nested model was called once when it was made, so that the first call in another
    model has number 1.
    """

    def __init__(self, config):
        super().__init__()
        self.calls: dict[str, list] = {}
        calls = {
            record.get("name", record["config"].get("name")): len(
                record.get("inbound_nodes") or [1]
            )
            for record in config["layers"]
        }
        self.first_call = dict.fromkeys(calls, 0)
        for name, number in _old_places(config):
            if name in calls and number >= calls[name]:
                self.first_call[name] = number - calls[name] + 1


def _old_places(config):
    """(layer, call) of each tensor that a config of Keras 2 mentions."""
    pending = [config["input_layers"], config["output_layers"]]
    pending += [record.get("inbound_nodes") or [] for record in config["layers"]]
    while pending:
        item = pending.pop()
        if is_place(item):
            yield item[0], item[1]
            pending.extend(item[3:])
        elif isinstance(item, list):
            pending.extend(item)
        elif isinstance(item, dict):
            pending.extend(item.values())


def _arguments(name, node, layers):
    """args and kwargs of a call, or None while a tensor does not exist yet."""
    try:
        if not is_old_call(node):
            args = _tensors_in(node["args"], layers)
            return tuple(args), _tensors_in(node.get("kwargs", {}), layers)
        at = functools.partial(_tensor, layers=layers)
        is_function = isinstance(layers[name], TFNode)
        return old_arguments(node, at, layers.keys(), is_function)
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


def _tensor(place, layers) -> KerasTensor:
    name, call, index = place
    if name not in layers:
        fail(
            f"model config: there is no layer {name!r}",
            f"layers {sorted(layers)}"[:200],
            "the config is damaged",
            ConfigError,
        )
    if not (is_number(call) and is_number(index)):
        fail(
            "model config: a tensor is named by numbers from 0 on",
            f"call {call!r}, output {index!r} of layer {name!r}"[:200],
            "the config is damaged",
            ConfigError,
        )
    calls = layers.calls[name]
    first = layers.first_call[name]
    if call < first:
        fail(
            f"model config: layer {name!r} has no call {call}",
            f"its calls in this model have the numbers from {first} on",
            "the config is damaged",
            ConfigError,
        )
    call -= first
    if call >= len(calls):
        raise _NotYet
    return calls[call].output_at(index)


def is_number(value) -> bool:
    """Whether something counts calls or outputs."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _tensors_at(places, layers):
    if isinstance(places, dict):
        return {k: _tensors_at(v, layers) for k, v in places.items()}
    if is_place(places):
        return tensor_of_node(_tensor(places[:3], layers))
    return [_tensors_at(p, layers) for p in places]
