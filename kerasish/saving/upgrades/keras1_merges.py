"""The Merge layer of Keras 1: one class for all ways to make one tensor of several."""

from __future__ import annotations

from kerasish.base.errors import ConfigError, fail
from kerasish.saving.upgrades.first_layers import input_record, starts_of
from kerasish.saving.upgrades.keras1_arguments import KERAS_1
from kerasish.saving.upgrades.rules import record_rule

_CLASSES = {
    "sum": "Add",
    "mul": "Multiply",
    "ave": "Average",
    "max": "Maximum",
    "concat": "Concatenate",
    "dot": "Dot",
    "cos": "CosineMerge",
}
#: where a class keeps the axis
_AXES = {"concat": ("axis", "concat_axis"), "dot": ("axes", "dot_axes")}
_AXES["cos"] = _AXES["dot"]


@record_rule("Sequential", majors=KERAS_1)
def models_side_by_side(record):
    """A Sequential could start with a Merge of whole models."""
    layers = record["config"]["layers"]
    if not layers or "layers" not in layers[0].get("config", {}):
        return
    if layers[0]["class_name"] == "Merge":
        record["class_name"] = "Functional"
        record["config"] = _functional(record["config"], layers)


@record_rule("Merge", majors=KERAS_1)
def merge(record):
    """Each mode has a class of its own today, a function is a Lambda."""
    if "layers" in record["config"]:
        return  # the model around it needs its modes and its layers
    _become_today(record)


def _become_today(record) -> None:
    old = record["config"]
    mode = old.get("mode", "sum")
    if old.get("mode_type", "raw") != "raw" or mode not in _CLASSES:
        arguments = old.get("arguments")
        record["class_name"] = "Lambda"
        record["config"] = {
            "name": old["name"],
            "function": mode,
            "arguments": {} if arguments is None else arguments,
        }
        return
    record["class_name"] = _CLASSES[mode]
    kept = ("name", "needs_all_masks")
    record["config"] = {key: old[key] for key in kept if key in old}
    if mode in _AXES:
        new, key = _AXES[mode]
        record["config"][new] = old.get(key, -1)


def _functional(config: dict, layers: list[dict]) -> dict:
    """The models as layers of a functional model, then the merge and what follows."""
    merge, *rest = layers
    branches = merge["config"].pop("layers")
    _become_today(merge)
    made, inputs, ends = [], [], []
    for branch in branches:
        name = _name_branch(branch, merge, len(ends))
        starts = [
            {**input_record(f"{name}_input_{number}", *start), "inbound_nodes": []}
            for number, start in enumerate(_starts_of(branch))
        ]
        made += starts
        inputs += [[start["name"], 0, 0] for start in starts]
        made.append(_called(branch, name, [s["name"] for s in starts]))
        ends.append(name)
    for layer in (merge, *rest):
        name = layer["config"].get("name")
        name = f"{ends[0]}_next" if name is None else name
        layer["config"]["name"] = name
        made.append(_called(layer, name, ends))
        ends = [name]
    named = {"name": config["name"]} if "name" in config else {}
    outputs = [[ends[0], 0, 0]]
    return {**named, "layers": made, "input_layers": inputs, "output_layers": outputs}


def _name_branch(branch: dict, merge: dict, number: int) -> str:
    name = branch["config"].get("name")
    if name is None:
        name = f"{merge['config']['name']}_branch_{number}"
        branch["config"]["name"] = name
    return name


def _called(layer: dict, name: str, inputs: list[str]) -> dict:
    calls = [[[source, 0, 0] for source in inputs]]
    return {**layer, "name": name, "inbound_nodes": calls}


def _starts_of(branch: dict) -> list[tuple[list, str]]:
    found = starts_of(branch)
    if not found:
        fail(
            f"layer {branch['config'].get('name')!r}: the shape of a merged model's "
            "input is not in the file",
            error=ConfigError,
        )
    return found
