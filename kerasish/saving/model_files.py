"""Saving and loading, as methods of models."""

from __future__ import annotations

import json
from pathlib import Path

import graph
from kerasish.base.errors import fail
from kerasish.base.serialization import serialize_keras_object
from kerasish.saving.atomic_write import atomic_file
from kerasish.saving.classic_h5 import write_model
from kerasish.saving.keras_version import WRITTEN_VERSION
from kerasish.saving.loading import load_weights
from kerasish.saving.model_weights import write_model_weights
from kerasish.saving.variables_h5 import write_variables


class ModelFiles:
    """The part of a model that writes and reads files."""

    def save(self, filepath, overwrite=True, include_optimizer=True, **kwargs) -> None:
        """Writes the whole model: architecture, weights, optimizer and its state.

        The file is written beside and then renamed: a save that fails leaves the old
        file as it was.

        Args:
            filepath: ends in ``.h5`` or ``.hdf5``.
            overwrite: whether an existing file is replaced.
            include_optimizer: whether compile arguments and optimizer state are kept.

        Raises:
            FileError: the folder is missing or the disk is full.
        """
        path = Path(filepath)
        if path.suffix not in (".h5", ".hdf5"):
            raise NotImplementedError(
                f"cannot save as {path.suffix or 'a folder'!r} yet; use a name that "
                "ends in .h5"
            )
        self._require_weights("save")
        _require_free(path, overwrite)
        write_model(path, self, include_optimizer)

    def save_weights(self, filepath, overwrite=True) -> None:
        """Writes the weights.

        Args:
            filepath: ``*.weights.h5`` for the layout of Keras 3, another ``*.h5`` for
                the classic one with layer names.
        """
        path = Path(filepath)
        if path.suffix not in (".h5", ".hdf5"):
            fail(
                "save_weights: the name must end in .weights.h5 or .h5",
                {"filepath": str(filepath)},
            )
        self._require_weights("save_weights")
        _require_free(path, overwrite)
        if path.name.endswith(".weights.h5"):
            write_variables(path, self)
            return
        import h5py

        with atomic_file(path) as temporary, h5py.File(temporary, "w") as f:
            write_model_weights(f, self)

    def load_weights(self, filepath, skip_mismatch=False, by_name=False) -> None:
        """Reads weights that any Keras wrote, in whichever HDF5 layout.

        Args:
            filepath: the file; a whole model will do too.
            skip_mismatch: leave weights whose shapes differ as they are.
            by_name: match layers by name instead of by order.

        Raises:
            FileError: the file does not fit; no weight is changed then.
        """
        self._require_weights("load_weights")
        load_weights(self, filepath, by_name=by_name, skip_mismatch=skip_mismatch)

    def architecture_json(self, **kwargs) -> str:
        """The architecture as JSON text."""
        record = serialize_keras_object(self)
        record.pop("compile_config", None)
        record["keras_version"] = WRITTEN_VERSION
        return json.dumps(record, **kwargs)


def _require_free(path: Path, overwrite: bool) -> None:
    if path.exists() and not overwrite:
        fail(
            f"{str(path)!r} exists",
            None,
            "pass overwrite=True or another name",
            graph.ArgumentError,
        )
