"""Shapes of inputs, which older Keras kept in the first layer of a model."""

from __future__ import annotations

from kerasish.saving.upgrades.rules import record_rule


@record_rule("Sequential", majors=(1, 2))
def shape_before_the_first_layer(record):
    """An input layer stands before a first layer that takes no shape today."""
    layers = record["config"].get("layers")
    if not isinstance(layers, list) or not layers or not isinstance(layers[0], dict):
        return
    first = layers[0]
    starts = starts_of(first) if _needs_an_input(first) else []
    if len(starts) == 1:
        first["config"].pop("batch_input_shape", None)
        name = f"{first['config'].get('name', first['class_name'])}_input"
        layers.insert(0, input_record(name, *starts[0]))


def input_record(name: str, shape, dtype: str) -> dict:
    """The record of an input layer."""
    config = {"name": name, "batch_shape": shape, "dtype": dtype}
    return {"class_name": "InputLayer", "name": name, "config": config}


def starts_of(record: dict) -> list[tuple[list, str]]:
    """Shape and dtype of the inputs of a layer or model; none if they are not said."""
    config = record["config"]
    layers = config.get("layers")
    if "input_layers" in config and isinstance(layers, list):
        by_name = {r["config"].get("name"): r["config"] for r in layers}
        found = [by_name[place[0]] for place in config["input_layers"]]
        return [(c["batch_shape"], c.get("dtype", "float32")) for c in found]
    if isinstance(layers, list):
        return starts_of(layers[0]) if layers else []
    shape = config.get("batch_input_shape", config.get("batch_shape"))
    dtype = "int32" if record["class_name"] == "Embedding" else "float32"
    return [] if shape is None else [(shape, dtype)]


def _needs_an_input(record) -> bool:
    """Whether it is a model, or a layer with only arguments of its own."""
    name = record.get("class_name")
    is_model = name in ("Sequential", "Functional")
    return is_model or str(name).startswith("SpatialDropout")
