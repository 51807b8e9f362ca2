"""Layers of a recorded architecture, read as data: nothing is built."""

from __future__ import annotations

from kerasish.base.naming import snake_case
from kerasish.saving.inspection.file_inspection import MOST_KEPT, InspectedLayer

#: models inside models that are looked into
MOST_DEPTH = 20


def model_names(record) -> tuple[str | None, str | None]:
    """(class, name) of a recorded model."""
    if not isinstance(record, dict):
        return None, None
    config = record.get("config")
    name = config.get("name") if isinstance(config, dict) else None
    kind = record.get("class_name")
    return (
        kind if isinstance(kind, str) else None,
        name if isinstance(name, str) else None,
    )


def layers_of(record, place: str = "", depth: int = 0) -> list[tuple]:
    """(layer, place) of all layers in order, those of inner models behind them.

    The place is that of Keras 3: classes in a list, numbered.

    Args:
        record: a recorded model.
        place: of the model.
        depth: of its layers.
    """
    found: list[tuple] = []
    counts: dict[str, int] = {}
    records = layer_records(record)
    shapes = _shapes_in_nodes(records)
    for k, inner in enumerate(records):
        if len(found) >= MOST_KEPT or depth > MOST_DEPTH:
            break
        layer = _layer(inner, depth)
        layer.output_shape = _output_shape(inner, shapes, records[k + 1 : k + 2])
        kind = snake_case(layer.class_name.split("(")[0])
        count = counts[kind] = counts.get(kind, -1) + 1
        own = f"{place}/layers/{kind if count == 0 else f'{kind}_{count}'}".strip("/")
        found.append((layer, own))
        if layer_records(inner):
            found += layers_of(inner, own, depth + 1)
    return found[:MOST_KEPT]


def layer_records(record) -> list[dict]:
    """The records of the layers of a model; old Sequential models are bare lists."""
    config = record.get("config") if isinstance(record, dict) else None
    layers = config.get("layers") if isinstance(config, dict) else config
    if not isinstance(layers, list):
        return []
    return [item for item in layers if isinstance(item, dict)]


def _layer(record: dict, depth: int) -> InspectedLayer:
    config = record.get("config")
    config = config if isinstance(config, dict) else {}
    name = config.get("name", record.get("name"))
    kind = str(record.get("class_name", "?"))
    inner = config.get("layer", config.get("cell"))
    if isinstance(inner, dict) and isinstance(inner.get("class_name"), str):
        kind = f"{kind}({inner['class_name']})"
    shape = _shape(config.get("batch_input_shape", config.get("batch_shape")))
    built = record.get("build_config")
    if shape is None and isinstance(built, dict):
        shape = _shape(built.get("input_shape"))
    return InspectedLayer(str(name), kind, depth, shape)


def _output_shape(record: dict, shapes: dict, following: list[dict]):
    """From the nodes of other layers, what comes next, or the layer itself."""
    layer = _layer(record, 0)
    if layer.name in shapes:
        return shapes[layer.name]
    if layer.class_name == "InputLayer":
        return layer.input_shape
    if following and "inbound_nodes" not in record:
        shape = _layer(following[0], 0).input_shape
        if shape is not None:
            return shape
    config = record.get("config")
    units = config.get("units") if isinstance(config, dict) else None
    if layer.class_name == "Dense" and layer.input_shape and isinstance(units, int):
        return (*layer.input_shape[:-1], units)
    return None


def _shapes_in_nodes(records: list[dict]) -> dict[str, tuple]:
    """Shapes of tensors that layers take, by the layer that made them (Keras 3)."""
    shapes: dict[str, tuple] = {}
    pending: list = [record.get("inbound_nodes") for record in records]
    while pending:
        item = pending.pop()
        if isinstance(item, list):
            pending += item
        elif isinstance(item, dict) and item.get("class_name") == "__keras_tensor__":
            config = item.get("config")
            config = config if isinstance(config, dict) else {}
            shape, history = _shape(config.get("shape")), config.get("keras_history")
            if shape is not None and isinstance(history, list) and history:
                shapes.setdefault(str(history[0]), shape)
        elif isinstance(item, dict):
            pending += item.values()
    return shapes


def _shape(value) -> tuple | None:
    """A shape of a config, if it is one."""
    if isinstance(value, (list, tuple)) and all(
        n is None or isinstance(n, int) for n in value
    ):
        return tuple(value)
    return None
