"""Calls of functional models as the lists that Keras 2 wrote and Keras 3 reads.

A call is [[layer, call, tensor, keywords], ...], an entry for each tensor of the first
argument. Calls with tensors or arrays elsewhere have no such form that Keras 3 reads.
"""

from __future__ import annotations


def with_call_lists(config: dict) -> dict:
    """The config of a functional model, with lists in place of ``args``.

    A nested model counts as called once when it is made: its first call in another
    model is number 1 for Keras 2. Keras 3 counts so where it looks for outputs of a
    model, and from 0 elsewhere. So each call of a nested model is written twice, and
    the second of the two is named: it is there for all.

    Args:
        config: in the form of Keras 3.

    Returns:
        The same config where a call cannot be written as a list.
    """
    if any("module" in record for record in config["layers"]):
        return config  # operations, which Keras 2 has not
    nested = {record["name"] for record in config["layers"] if _is_model(record)}
    layers = []
    for record in config["layers"]:
        calls = [_call_list(call, nested) for call in record["inbound_nodes"]]
        if any(call is None for call in calls):
            return config
        if record["name"] in nested:
            calls = [call for call in calls for _ in range(2)]
        layers.append({**record, "inbound_nodes": calls})
    places = {
        key: _renumbered(config[key], nested)
        for key in ("input_layers", "output_layers")
    }
    return {**config, "layers": layers, **places}


def _is_model(record) -> bool:
    """Whether Keras 2 calls it when it is made: a model that knows its inputs."""
    layers = record["config"].get("layers")
    if record["class_name"] == "Functional":
        return True
    is_sequential = record["class_name"] == "Sequential" and bool(layers)
    return is_sequential and layers[0]["class_name"] == "InputLayer"


def _call_list(call: dict, nested) -> list | None:
    """The call as a list, or None if it has none."""
    args, keywords = call["args"], call["kwargs"]
    if len(args) != 1 or _has_records(keywords):
        return None
    tensors = _items(args[0])
    if isinstance(tensors, list):
        if len(tensors) < 2 or not all(_is_tensor(t) for t in tensors):
            return None  # one in a list would come back without it
    elif _is_tensor(tensors):
        tensors = [tensors]
    else:
        return None
    places = [_renumbered(t["config"]["keras_history"], nested) for t in tensors]
    return [[*place, keywords] for place in places]


def _items(argument):
    """The items of a list or tuple; other arguments as they are."""
    if isinstance(argument, dict) and argument.get("class_name") == "__tuple__":
        return argument["config"]["value"]
    return argument


def _is_tensor(data) -> bool:
    return isinstance(data, dict) and data.get("class_name") == "__keras_tensor__"


def _has_records(data) -> bool:
    """Whether tensors, arrays or objects are in it, which lists cannot say."""
    if isinstance(data, dict):
        return "class_name" in data or any(map(_has_records, data.values()))
    return isinstance(data, list) and any(map(_has_records, data))


def _renumbered(places, nested):
    """Places [layer, call, tensor], with the calls of nested models as they are
    written."""
    if isinstance(places, dict):
        return {key: _renumbered(value, nested) for key, value in places.items()}
    if len(places) == 3 and isinstance(places[0], str):
        layer, call, tensor = places
        return [layer, 2 * call + 1 if layer in nested else call, tensor]
    return [_renumbered(place, nested) for place in places]
