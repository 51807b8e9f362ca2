"""Saving and loading, as methods of models."""

from __future__ import annotations

import json

from kerasish.base.serialization import serialize_keras_object
from kerasish.saving.files.keras_version import WRITTEN_VERSION
from kerasish.saving.loading import load_weights, model_from_bytes
from kerasish.saving.reports.load_report import LoadReport
from kerasish.saving.structured.archive import archive_bytes
from kerasish.saving.training_backup import read_backup, write_backup
from kerasish.saving.training_snapshot import restore_training_state, training_state
from kerasish.saving.writing import save_model, save_weights


class ModelFiles:
    """The part of a model that writes and reads files."""

    def save(self, filepath, overwrite=True, zipped=None, **kwargs) -> None:
        """Writes the whole model; see `kerasish.saving.save_model`.

        Args:
            filepath: ends in ``.keras``, ``.h5`` or ``.hdf5``.
            overwrite: whether an existing file is replaced.
            zipped: False for an archive that is a folder.
            include_optimizer: for ``.h5``: whether compile arguments and optimizer
                state are kept.
            probe: a small input, kept with what the model makes of it.

        Raises:
            FileError: the folder is missing or the disk is full.
        """
        save_model(self, filepath, overwrite, zipped, **kwargs)

    def save_weights(self, filepath, overwrite=True, max_shard_size=None) -> None:
        """Writes the weights; see `kerasish.saving.save_weights`.

        Args:
            filepath: ``*.weights.h5`` for the layout of Keras 3, another ``*.h5`` for
                the classic one with layer names.
            overwrite: whether an existing file is replaced.
            max_shard_size: only None.
        """
        save_weights(self, filepath, overwrite, max_shard_size)

    def load_weights(
        self,
        filepath,
        skip_mismatch=False,
        by_name=False,
        objects_to_skip=(),
        *,
        verify=True,
    ) -> LoadReport:
        """Reads weights that any Keras wrote: of archives, or HDF5 of any layout.

        Args:
            filepath: the file; a whole model will do too.
            skip_mismatch: leave weights that do not fit as they are.
            by_name: match layers by name instead of by order or structure.
            objects_to_skip: layers whose weights stay as they are.
            verify: whether what is read is compared with the file's digest.

        Returns:
            What was loaded, skipped, missing and unexpected.

        Raises:
            FileError: the file does not fit; no weight is changed then.
        """
        return load_weights(
            self, filepath, skip_mismatch, by_name, objects_to_skip, verify=verify
        )

    def architecture_json(self, **kwargs) -> str:
        """The architecture as JSON text."""
        record = serialize_keras_object(self)
        record.pop("compile_config", None)
        record["keras_version"] = WRITTEN_VERSION
        return json.dumps(record, **kwargs)

    def _training_state(self) -> dict:
        """What a training goes on from; see `kerasish.saving.training_state`."""
        return training_state(self)

    def _restore_training_state(self, state, batch=None) -> None:
        """Goes back to what `_training_state` gave."""
        restore_training_state(self, state, batch)

    def _save_training(self, filepath, state) -> None:
        """Writes a backup: the state of a training, and of the loop around it."""
        write_backup(filepath, training_state(self), state)

    def _load_training(self, filepath) -> tuple[dict, dict]:
        """The state of the loop, and of the training, as they were saved."""
        return read_backup(filepath)

    def __reduce__(self):
        """Pickles and copies are archives: they hold what a saved model holds."""
        return model_from_bytes, (archive_bytes(self),)
