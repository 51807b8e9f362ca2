"""Saves the model, or its weights, while it is trained."""

from __future__ import annotations

import os
import warnings

import numpy as np

from kerasish.base.errors import FileError, fail
from kerasish.callbacks.monitor import MonitorCallback
from kerasish.utils.printing import print_message

_MODEL_ENDINGS = (".keras", ".h5", ".hdf5")
_WEIGHTS_ENDING = ".weights.h5"


class ModelCheckpoint(MonitorCallback):
    """Calls ``model.save(path)`` or ``model.save_weights(path)`` at epochs or batches.

    Args:
        filepath: may have fields for the epoch (from 1), the batch (from 1) and logs:
            "model-{epoch:02d}-{val_loss:.3f}.keras". Folders are made. It ends in
            ".keras" or ".h5"; in ".weights.h5" with `save_weights_only`.
        monitor: name in the logs.
        verbose: 1 for messages.
        save_best_only: whether it saves only when the monitored number is better.
        save_weights_only: whether it saves weights without the architecture.
        mode: "min", "max", or "auto": decided by the metric.
        save_freq: "epoch", or after how many batches it saves.
        initial_value_threshold: the best value before the first.

    Raises:
        ArgumentError: another ending, or save_freq is neither "epoch" nor an integer.
        FileError: filepath has a field that is not in the logs, or is a folder.

    Example:
        >>> from types import SimpleNamespace
        >>> from kerasish import callbacks
        >>> model = SimpleNamespace(save=lambda path, overwrite: print("saved", path))
        >>> checkpoint = callbacks.ModelCheckpoint(
        ...     "model-{epoch:02d}.keras", monitor="loss", save_best_only=True
        ... )
        >>> checkpoint.set_model(model)
        >>> for epoch, loss in enumerate([3.0, 3.5, 2.0]):
        ...     checkpoint.on_epoch_end(epoch, {"loss": loss})
        saved model-01.keras
        saved model-03.keras
    """

    def __init__(
        self,
        filepath,
        monitor="val_loss",
        verbose=0,
        save_best_only=False,
        save_weights_only=False,
        mode="auto",
        save_freq="epoch",
        initial_value_threshold=None,
    ):
        super().__init__(monitor, mode, initial_value_threshold)
        self.filepath = os.fspath(filepath)
        self.verbose = verbose
        self.save_best_only = save_best_only
        self.save_weights_only = save_weights_only
        self.save_freq = save_freq
        self._epoch = 0
        self._batches_since_saving = 0
        self._last_batch = None
        if save_freq != "epoch" and not isinstance(save_freq, int):
            fail(
                "ModelCheckpoint: save_freq must be 'epoch' or a number of batches",
                {"save_freq": repr(save_freq)},
            )
        endings = (_WEIGHTS_ENDING,) if save_weights_only else _MODEL_ENDINGS
        if not self.filepath.endswith(endings):
            fail(
                "ModelCheckpoint: filepath must end in " + " or ".join(endings),
                {"filepath": self.filepath, "save_weights_only": save_weights_only},
                f"for example filepath={'model' + endings[0]!r}",
            )

    def listens_to(self, hook: str) -> bool:
        """Batches matter only when they are counted."""
        if hook == "on_train_batch_end" and self.save_freq == "epoch":
            return False
        return super().listens_to(hook)

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if self.save_freq != "epoch" and self._batches_are_due(batch):
            self._save(self._epoch, batch, logs)

    def on_epoch_end(self, epoch, logs=None):
        if self.save_freq == "epoch":
            self._save(epoch, None, logs)

    def _batches_are_due(self, batch) -> bool:
        """Counts batches, also when a hook comes after several of them."""
        last = self._last_batch
        new_epoch = last is None or batch <= last
        self._batches_since_saving += batch + 1 if new_epoch else batch - last
        self._last_batch = batch
        if self._batches_since_saving < self.save_freq:
            return False
        self._batches_since_saving = 0
        return True

    def _save(self, epoch, batch, logs) -> None:
        logs = {} if logs is None else logs
        path = self._path(epoch, batch, logs)
        if not self._should_save(epoch, logs, path):
            return
        folder = os.path.dirname(path)
        if folder:
            os.makedirs(folder, exist_ok=True)
        if os.path.isdir(path):
            fail(
                "ModelCheckpoint: filepath is a folder",
                {"filepath": path},
                "pass the name of a file",
                FileError,
            )
        save = self.model.save_weights if self.save_weights_only else self.model.save
        save(path, overwrite=True)

    def _should_save(self, epoch, logs, path) -> bool:
        better = True
        change = ""
        if self.save_best_only:
            value = self.current(logs, "saves the best model")
            if value is not None and np.ndim(value):
                warnings.warn(
                    f"ModelCheckpoint: {self.monitor!r} is not one number, so every "
                    "model is saved",
                    stacklevel=4,
                )
                value = None
            if value is not None:
                before = "none" if self.best is None else f"{self.best:.5f}"
                better = self.is_better(value, self.best)
                word = f"improved from {before} to {value:.5f}, "
                stays = f"did not improve from {before}"
                change = f"{self.monitor} {word if better else stays}"
                self.best = value if better else self.best
        if self.verbose > 0:
            action = f"saving the model to {path}" if better else ""
            print_message(f"\nEpoch {epoch + 1}: {change}{action}")
        return better

    def _path(self, epoch, batch, logs) -> str:
        fields = {"epoch": epoch + 1, **logs}
        if batch is not None:
            fields.setdefault("batch", batch + 1)
        try:
            return self.filepath.format(**fields)
        except KeyError as error:
            fail(
                f"ModelCheckpoint: filepath has the field {error}, which is not there",
                {"filepath": self.filepath, "fields": sorted(fields)},
                "use the names of logs; those of the validation need validation data",
                FileError,
            )
