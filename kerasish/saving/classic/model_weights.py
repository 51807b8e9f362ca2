"""Weights in the classic HDF5 layout: a group a layer, names in order."""

from __future__ import annotations

from kerasish.saving.classic.old_groups import weight_names
from kerasish.saving.classic.weight_order import classic_weights
from kerasish.saving.files.h5_arrays import write_array
from kerasish.saving.files.h5_attributes import write_names
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.files.keras_version import WRITTEN_VERSION

#: the group of the variables that belong to the model itself
TOP_LEVEL = "top_level_model_weights"


def own_weights(model) -> list:
    """The weights of the model itself, those of its layers left out."""
    return [*model._tracker.trainable, *model._tracker.non_trainable]


def weight_layers(model) -> list:
    """The layers that have a group: those of the model, inputs included."""
    return list(model.layers)


def write_model_weights(group, model) -> None:
    """Writes ``layer_names`` and a group for each layer."""
    layers = weight_layers(model)
    write_names(group, "layer_names", [layer.name for layer in layers])
    group.attrs["backend"] = b"tensorflow"
    group.attrs["keras_version"] = WRITTEN_VERSION.encode()
    for layer in sorted(layers, key=lambda layer: layer.name):
        write_weights(group.create_group(layer.name), classic_weights(layer))
    write_weights(group.create_group(TOP_LEVEL), own_weights(model))


def write_weights(group, weights) -> None:
    """Writes weights under their paths, with ``weight_names`` in order."""
    names = distinct_names([w.path for w in weights])
    write_names(group, "weight_names", names)
    for name, weight in zip(names, weights):
        write_array(group, name, weight.array)


def distinct_names(names: list[str]) -> list[str]:
    """The names, with a number behind those that stand twice."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        count = seen.get(name, 0)
        seen[name] = count + 1
        result.append(name if count == 0 else f"{name}_{count}")
    return result


def read_weights(reader: H5Reader, group) -> list[tuple[str, object]]:
    """(name, dataset) of a layer's group, in order; nothing is read yet."""
    found = []
    for name in weight_names(reader, group):
        dataset = reader.find(group, name)
        if dataset is None:
            reader.refuse(
                f"weight {name!r} is named but missing", None, "it is damaged"
            )
        reader.shape(dataset)  # fails for what is no dataset
        found.append((name, dataset))
    return found
