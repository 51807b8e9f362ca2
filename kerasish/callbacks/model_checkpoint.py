"""Saves the model, or its weights, while it is trained."""

from __future__ import annotations

import contextlib
import os
import warnings

import numpy as np

from kerasish.base.errors import fail
from kerasish.base.rules import positive_int
from kerasish.callbacks.batch_counter import BatchCounter
from kerasish.callbacks.checkpoint_path import CheckpointPath, refuse_folder
from kerasish.callbacks.monitor import MonitorCallback
from kerasish.utils.printing import print_message

#: arguments of older Keras, and what to do now
_GONE = {
    "load_weights_on_restart": "fit(..., resume=folder) goes on from a backup",
    "period": "pass save_freq='epoch', or a number of batches",
    "options": "leave it out: files are written with h5py",
}


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
        keep: how many files it keeps, None for all: the newest, or with
            `save_best_only` the best, which are then saved if they are better than the
            worst that is kept. Only files are deleted that it wrote itself.

    When fit starts, it tries whether files can be written there, and after the first
    batch whether the fields of filepath are in the logs.

    Raises:
        ArgumentError: another ending, save_freq is neither "epoch" nor an integer, or
            an argument of older Keras.
        FileError: filepath has a field that is not in the logs, is a folder, or is
            where nothing can be written.

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

    decides = False

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
        keep=None,
        **kwargs,
    ):
        super().__init__(monitor, mode, initial_value_threshold)
        for name in kwargs:
            fail(
                f"ModelCheckpoint: unknown argument {name!r}", hint=_GONE.get(name, "")
            )
        self._path = CheckpointPath(filepath, save_weights_only)
        self.filepath = self._path.pattern
        self.verbose = verbose
        self.save_best_only = save_best_only
        self.save_weights_only = save_weights_only
        self.save_freq = save_freq
        self.keep = keep
        self._threshold = initial_value_threshold
        self._epoch = 0
        self._batches = BatchCounter()
        #: paths and monitored values of the files that are kept, the oldest first
        self._kept: list[list] = []
        if save_freq != "epoch" and not positive_int.accepts(save_freq):
            fail(
                "ModelCheckpoint: save_freq must be 'epoch' or a number of batches",
                {"save_freq": repr(save_freq)},
            )
        if keep is not None:
            positive_int.check("ModelCheckpoint", "keep", keep)
            if keep > 1 and not self._path.fields:
                fail(
                    "ModelCheckpoint: keep needs a filepath with a field",
                    {"filepath": self.filepath, "keep": keep},
                    "for example 'model-{epoch:02d}.keras'",
                )

    def listens_to(self, hook: str) -> bool:
        """Batches matter only when they are counted."""
        if hook == "on_train_batch_end" and self.save_freq == "epoch":
            return False
        return super().listens_to(hook)

    def get_state(self) -> dict:
        kept = [list(pair) for pair in self._kept]
        return {
            "best": self.best,
            "epoch": self._epoch,
            "batches": self._batches.get_state(),
            "kept": kept,
        }

    def set_state(self, state) -> None:
        self.best, self._epoch = state["best"], state["epoch"]
        self._batches.set_state(state["batches"])
        self._kept = [list(pair) for pair in state["kept"]]

    def needed_names(self) -> list[str]:
        """The fields of the path; the monitored name where it decides."""
        given = ["epoch"] if self.save_freq == "epoch" else ["epoch", "batch"]
        names = [name for name in self._path.fields if name not in given]
        return [*names, *(super().needed_names() if self.save_best_only else ())]

    def on_train_begin(self, logs=None):
        self._path.try_out()

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if self.save_freq != "epoch" and self._batches.are_due(batch, self.save_freq):
            self._save(self._epoch, batch, logs)

    def on_epoch_end(self, epoch, logs=None):
        if self.save_freq == "epoch":
            self._save(epoch, None, logs)

    def _save(self, epoch, batch, logs) -> None:
        logs = {} if logs is None else logs
        path = self._path.format(epoch, batch, logs)
        if not self._should_save(epoch, logs, path):
            return
        folder = os.path.dirname(path)
        if folder:
            os.makedirs(folder, exist_ok=True)
        refuse_folder(path)
        save = self.model.save_weights if self.save_weights_only else self.model.save
        save(path, overwrite=True)
        if self.keep is not None:
            self._keep(path, logs.get(self.monitor))

    def _keep(self, path, value) -> None:
        """Takes note of a file, and deletes one when there are too many."""
        self._kept = [pair for pair in self._kept if pair[0] != path]
        self._kept.append([path, value])
        while len(self._kept) > self.keep:
            gone = self._worst() if self.save_best_only else self._kept[0]
            self._kept.remove(gone)
            with contextlib.suppress(FileNotFoundError):
                os.unlink(gone[0])

    def _worst(self) -> list:
        worst = self._kept[0]
        for pair in self._kept[1:]:
            if pair[1] is None or worst[1] is None:
                worst = pair if pair[1] is None else worst
            elif self.is_better(worst[1], pair[1]):
                worst = pair
        return worst

    def _reference(self):
        """What a value must beat to be saved."""
        if self.keep is None or not self._kept:
            return self.best
        return self._threshold if len(self._kept) < self.keep else self._worst()[1]

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
                better = self.is_better(value, self._reference())
                word = f"improved from {before} to {value:.5f}, "
                stays = f"did not improve from {before}"
                change = f"{self.monitor} {word if better else stays}"
                if better and self.is_better(value, self.best):
                    self.best = value
        if self.verbose > 0:
            action = f"saving the model to {path}" if better else ""
            print_message(f"\nEpoch {epoch + 1}: {change}{action}")
        return better
