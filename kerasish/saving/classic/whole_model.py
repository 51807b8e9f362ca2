"""Whole models in the classic HDF5 layout: config, weights, training, optimizer."""

from __future__ import annotations

import json

from kerasish.base.errors import FileError, fail
from kerasish.base.serialization import serialize_keras_object
from kerasish.saving.classic.compile_arguments import training_config
from kerasish.saving.classic.model_weights import write_model_weights
from kerasish.saving.classic.optimizer_weights import write_optimizer_weights
from kerasish.saving.classic.seed_states import write_seed_states
from kerasish.saving.classic.shared_configs import shared_record
from kerasish.saving.files.atomic_write import atomic_file
from kerasish.saving.files.h5_digest import write_digest
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.files.h5_writer import h5_file_for_writing
from kerasish.saving.files.keras_version import WRITTEN_VERSION
from kerasish.saving.probe import write_probe


def write_model(path, model, include_optimizer: bool = True, probe=None) -> None:
    """Writes a model so that every Keras since 2.0 can open it; atomic.

    Raises:
        FileError: the disk is full or the folder is missing; the old file stays.
    """
    with (
        atomic_file(path, check=_readable) as temporary,
        h5_file_for_writing(temporary) as f,
    ):
        for name, value in model_attributes(model, include_optimizer).items():
            f.attrs[name] = value.encode("utf-8")
        write_model_weights(f.create_group("model_weights"), model)
        if include_optimizer and model.optimizer is not None:
            write_optimizer_weights(f, model.optimizer)
        write_seed_states(f, model)
        write_probe(f, model, probe)
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
        "model_config": json.dumps(shared_record(serialize_keras_object(model))),
    }
    if include_optimizer and model.optimizer is not None:
        attributes["training_config"] = json.dumps(training_config(model))
    return attributes
