"""Whole models in the classic HDF5 layout: config, weights, training, optimizer."""

from __future__ import annotations

import json

import graph
from kerasish import losses
from kerasish.base.errors import FileError, fail
from kerasish.base.serialization import serialize_keras_object
from kerasish.saving.classic.model_weights import write_model_weights
from kerasish.saving.classic.optimizer_weights import write_optimizer_weights
from kerasish.saving.files.atomic_write import atomic_file
from kerasish.saving.files.h5_digest import write_digest
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.files.keras_version import WRITTEN_VERSION


def write_model(path, model, include_optimizer: bool = True) -> None:
    """Writes a model so that every Keras since 2.0 can open it; atomic.

    Raises:
        FileError: the disk is full or the folder is missing; the old file stays.
    """
    import h5py

    with (
        atomic_file(path, check=_readable) as temporary,
        h5py.File(temporary, "w") as f,
    ):
        for name, value in model_attributes(model, include_optimizer).items():
            f.attrs[name] = value.encode("utf-8")
        write_model_weights(f.create_group("model_weights"), model)
        if include_optimizer and model.optimizer is not None:
            write_optimizer_weights(f, model.optimizer)
        write_digest(f)


def _readable(path) -> None:
    with H5Reader(path) as reader:
        if reader.find(reader.root, "model_weights") is None:
            fail(f"{path!r} was not written well", error=FileError)


def model_attributes(model, include_optimizer: bool) -> dict[str, str]:
    """The attributes of the file: model_config, training_config, versions."""
    attributes = {
        "keras_version": WRITTEN_VERSION,
        "backend": "tensorflow",
        "model_config": json.dumps(classic_config(serialize_keras_object(model))),
    }
    if include_optimizer and model.optimizer is not None:
        attributes["training_config"] = json.dumps(training_config(model))
    return attributes


def classic_config(record):
    """The config of the classic layout: layers without module and registered_name."""
    if isinstance(record, list):
        return [classic_config(item) for item in record]
    if not isinstance(record, dict):
        return record
    if "class_name" not in record or not _is_layer(record):
        return {k: classic_config(v) for k, v in record.items()}
    name = record.get("registered_name") or record["class_name"]
    plain = {"class_name": name, "config": classic_config(record["config"])}
    for key in ("name", "inbound_nodes"):
        if key in record:
            plain[key] = classic_config(record[key])
    return plain


def _is_layer(record) -> bool:
    module = record.get("module") or ""
    models = module == "keras" and record["class_name"] in ("Sequential", "Model")
    custom = record.get("registered_name") is not None and "name" in record
    return models or custom or module in ("keras.layers", "keras.src.models.functional")


def training_config(model) -> dict:
    """The arguments of compile, with the optimizer's config apart."""
    config = dict(model.get_compile_config())
    optimizer = config.pop("optimizer")
    # Keras cannot read the short names of losses, such as "mse", from its own files
    config["loss"] = graph.map_leaves(
        lambda leaf: losses.full_name(leaf) if isinstance(leaf, str) else leaf,
        config["loss"],
    )
    config["optimizer_config"] = {
        "class_name": optimizer["class_name"],
        "config": optimizer["config"],
    }
    return config
