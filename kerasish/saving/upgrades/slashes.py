"""Names of layers with slashes, as Keras 2 allowed: "a/conv" becomes "a_conv"."""

from __future__ import annotations

from kerasish.saving.upgrades.rules import record_rule


@record_rule("Functional", "Model", "Sequential", majors=(1, 2))
def names_without_slashes(record):
    """Layers of a model, and the calls that mention them, get names without."""
    config = record["config"]
    layers = config.get("layers")
    if not isinstance(layers, list):
        return
    names = [_name_of(layer) for layer in layers]
    new: dict[str, str] = {}
    for name in names:
        if isinstance(name, str) and "/" in name:
            new[name] = _free(without_slashes(name), {*names, *new.values()})
    if not new:
        return
    for layer in layers:
        _rename(layer, new)
    for key in ("input_layers", "output_layers"):
        if key in config:
            config[key] = _renamed(config[key], new)


def without_slashes(name: str) -> str:
    return name.replace("/", "_")


def _name_of(layer):
    config = layer.get("config") if isinstance(layer, dict) else None
    own = config.get("name") if isinstance(config, dict) else None
    return layer.get("name", own) if isinstance(layer, dict) else None


def _free(name: str, taken: set) -> str:
    """The name, with a number where another layer has it."""
    number, free = 1, name
    while free in taken:
        number, free = number + 1, f"{name}_{number}"
    return free


def _rename(layer, new: dict[str, str]) -> None:
    name = _name_of(layer)
    if name in new:
        if "name" in layer:
            layer["name"] = new[name]
        layer["config"]["name"] = new[name]
    if "inbound_nodes" in layer:
        layer["inbound_nodes"] = _renamed(layer["inbound_nodes"], new)


def _renamed(value, new: dict[str, str]):
    """[layer, call, output] with the layer's new name, wherever they stand."""
    if isinstance(value, list):
        is_place = len(value) in (3, 4) and isinstance(value[0], str)
        if is_place and isinstance(value[1], int) and value[0] in new:
            value = [new[value[0]], *value[1:]]
        return [_renamed(v, new) for v in value]
    if isinstance(value, dict):
        return {k: _renamed(v, new) for k, v in value.items()}
    return value
