"""Weights in the classic HDF5 layout: a group a layer, names in order."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import FileError, fail
from kerasish.saving.files.h5_arrays import write_array
from kerasish.saving.files.h5_attributes import write_names
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.files.keras_version import WRITTEN_VERSION
from kerasish.saving.upgrades.weight_upgrades import upgrade_weights


def classic_weights(layer) -> list:
    """The weights of a layer in the order of the layout: trainable ones first."""
    return [*layer.trainable_weights, *layer.non_trainable_weights]


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
    top = [*model._tracker.trainable, *model._tracker.non_trainable]
    write_weights(group.create_group("top_level_model_weights"), top)


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
    for name in reader.names(group, "weight_names"):
        dataset = reader.find(group, name)
        if dataset is None:
            reader.refuse(
                f"weight {name!r} is named but missing", None, "it is damaged"
            )
        found.append((name, dataset))
    return found


def load_model_weights(
    reader: H5Reader, group, model, by_name: bool = False, skip_mismatch: bool = False
) -> None:
    """Sets the weights of a model from this layout; all are checked before any is set.

    Args:
        reader: the open file.
        group: holds ``layer_names``.
        model: a built model.
        by_name: match layers by name instead of by order.
        skip_mismatch: leave weights whose shapes differ as they are.
    """
    written_by = [_written(reader, group, key) for key in ("keras_version", "backend")]
    in_file = []
    for name in reader.names(group, "layer_names"):
        layer_group = reader.find(group, name)
        if layer_group is None:
            reader.refuse(f"layer {name!r} is named but missing", None, "it is damaged")
        weights = read_weights(reader, layer_group)
        if weights:
            in_file.append((name, weights))
    layers = [layer for layer in weight_layers(model) if classic_weights(layer)]
    if by_name:
        by_layer_name = dict(in_file)
        pairs = [(x, by_layer_name[x.name]) for x in layers if x.name in by_layer_name]
    else:
        _require_same_layers(reader, layers, in_file)
        pairs = [(x, weights) for x, (_, weights) in zip(layers, in_file)]
    ready = []
    for layer, weights in pairs:
        ready += _matched(reader, layer, weights, written_by, skip_mismatch)
    top = reader.find(group, "top_level_model_weights")
    if top is not None:
        own = [*model._tracker.trainable, *model._tracker.non_trainable]
        for weight, (_, dataset) in zip(own, read_weights(reader, top)):
            ready.append((weight, reader.array(dataset, weight.shape)))
    reader.settle()
    for weight, array in ready:
        weight.assign(array)


def _require_same_layers(reader, layers, in_file) -> None:
    if len(layers) == len(in_file):
        return
    rows = [
        f"    {own:<32}{other}"
        for own, other in _aligned([x.name for x in layers], [n for n, _ in in_file])
    ]
    fail(
        f"{reader.path!r}: the file has {len(in_file)} layers with weights, the model "
        f"{len(layers)}",
        "model and file\n" + "\n".join(rows),
        "load into the model that the file was saved from, or pass by_name=True",
        FileError,
    )


def _aligned(left, right):
    longest = max(len(left), len(right))
    pad = [[*names, *["-"] * (longest - len(names))] for names in (left, right)]
    return zip(*pad)


def _written(reader, group, key: str) -> str | None:
    """What a file says of its writer: beside the weights, or at the top."""
    value = reader.text(group, key)
    return reader.text(reader.root, key) if value is None else value


def _matched(reader, layer, weights, written_by, skip_mismatch):
    """Pairs of a weight and its array, in the order of the layout."""
    own = classic_weights(layer)
    shapes = [tuple(dataset.shape) for _, dataset in weights]
    if shapes == [tuple(w.shape) for w in own]:
        arrays = [reader.array(d, w.shape) for (_, d), w in zip(weights, own)]
    else:
        arrays = [reader.array(dataset) for _, dataset in weights]
    arrays = upgrade_weights(layer, arrays, *written_by)
    if len(arrays) != len(own):
        if skip_mismatch:
            return []
        fail(
            f"{reader.path!r}: layer {layer.name!r} has {len(own)} weights",
            f"{len(arrays)} in the file: {[name for name, _ in weights]}",
            "load into the model that the file was saved from",
            FileError,
        )
    pairs = []
    for weight, array, (name, _) in zip(own, arrays, weights):
        if tuple(array.shape) == tuple(weight.shape):
            pairs.append((weight, np.asarray(array)))
        elif not skip_mismatch:
            fail(
                f"{reader.path!r}: weight {name!r} does not fit {weight.path!r}",
                {"file": list(array.shape), "model": list(weight.shape)},
                "load into the model that the file was saved from, or pass "
                "skip_mismatch=True to leave such weights as they are",
                FileError,
            )
    return pairs
