"""Keeps the state of a training on disk, so that it goes on after any end."""

from __future__ import annotations

import os

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import FileError, NotBuiltError, fail
from kerasish.base.rules import positive_int
from kerasish.base.user_warning import warn
from kerasish.callbacks.batch_counter import BatchCounter
from kerasish.callbacks.callback import Callback

LATEST, PREVIOUS, NEW = (
    "latest.weights.h5",
    "previous.weights.h5",
    "new.weights.h5",
)


class BackupAndRestore(Callback):
    """Saves all that a training goes on from; the next fit goes on from there.

    A backup holds the weights, the optimizer's state, the epoch and the batch, the
    order of the data, the state of random generators, of metrics and of the other
    callbacks, and the history. So the weights and the history at the end are, bit for
    bit, those of a training that was never interrupted, if the script makes the same
    model, data and callbacks again. `docs/resuming.md` tells what that means for
    generators.

    The backup is one file, replaced as a whole: whatever ends the process, the last
    one is intact. ``model.load_weights`` reads its weights.

    Args:
        backup_dir: folder for the backup of one training; it is made.
        save_freq: "epoch", or after how many batches a backup is saved besides those
            at the ends of epochs; False for none but that of Ctrl-C.
        double_checkpoint: whether the backup before is kept too, for the case that the
            newest is damaged.
        delete_checkpoint: whether the backup is deleted when fit comes to its end. If
            not, a fit with more epochs goes on from there.

    Raises:
        ArgumentError: save_freq is something else, or backup_dir is empty.
        NotBuiltError: when fit starts: the model has no weights yet.
        FileError: no backup in the folder is intact, or it is that of another model.

    Example:
        >>> import os, tempfile
        >>> import numpy as np
        >>> import kerasish
        >>> x, y = np.ones((8, 3), "float32"), np.ones((8, 1), "float32")
        >>> def fit(folder, **arguments):
        ...     model = kerasish.Sequential([kerasish.Input((3,)),
        ...                                  kerasish.layers.Dense(1)])
        ...     model.compile("sgd", "mse")
        ...     backup = kerasish.callbacks.BackupAndRestore(
        ...         folder, delete_checkpoint=False)
        ...     return model.fit(x, y, verbose=0, callbacks=[backup], **arguments)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     first = fit(folder, epochs=2)
        ...     history = fit(folder, epochs=5)
        >>> history.epoch
        [0, 1, 2, 3, 4]
    """

    #: after all others, whose state it saves
    is_last = True

    def __init__(
        self,
        backup_dir,
        save_freq="epoch",
        double_checkpoint=False,
        delete_checkpoint=True,
    ):
        super().__init__()
        if not backup_dir:
            fail("BackupAndRestore: backup_dir is empty", {"backup_dir": backup_dir})
        given = save_freq == "epoch" or save_freq is False
        if not given and not positive_int.accepts(save_freq):
            fail(
                "BackupAndRestore: save_freq must be 'epoch', a number of batches, or "
                "False",
                {"save_freq": repr(save_freq)},
            )
        self.backup_dir = os.fspath(backup_dir)
        self.save_freq = save_freq
        self.double_checkpoint = double_checkpoint
        self.delete_checkpoint = delete_checkpoint
        self._batches = BatchCounter()
        self._is_interrupted = False

    def listens_to(self, hook: str) -> bool:
        """Batches matter only when they are counted."""
        if hook == "on_train_batch_end" and not self._counts_batches:
            return False
        return super().listens_to(hook)

    @property
    def _counts_batches(self) -> bool:
        return self.save_freq != "epoch" and self.save_freq is not False

    def get_state(self) -> dict:
        return {"batches": self._batches.get_state()}

    def set_state(self, state) -> None:
        self._batches.set_state(state["batches"])

    def on_train_begin(self, logs=None):
        self._is_interrupted = False
        if not self.model.built:
            fail(
                f"BackupAndRestore: model {self.model.name!r} has no weights yet, so "
                "that a backup could not be restored",
                None,
                "start it with kerasish.Input, or call it on data once before fit",
                NotBuiltError,
            )
        os.makedirs(self.backup_dir, exist_ok=True)
        self._restore()

    def on_train_batch_end(self, batch, logs=None):
        if self._batches.are_due(batch, self.save_freq):
            self._save()

    def on_epoch_end(self, epoch, logs=None):
        if self.save_freq is not False:
            self._save()

    def on_interrupt(self, logs=None):
        self._is_interrupted = True
        self._save()

    def on_train_end(self, logs=None):
        if self.delete_checkpoint and not self._is_interrupted:
            for name in (NEW, PREVIOUS, LATEST):
                if os.path.exists(self._path(name)):
                    os.unlink(self._path(name))
            if not os.listdir(self.backup_dir):
                os.rmdir(self.backup_dir)

    def _path(self, name: str) -> str:
        return os.path.join(self.backup_dir, name)

    def _save(self) -> None:
        run = vars(self.model)["_fit_run"]
        if not self.double_checkpoint:
            self.model._save_training(self._path(LATEST), run.get_state())
            return
        self.model._save_training(self._path(NEW), run.get_state())
        if os.path.exists(self._path(LATEST)):
            os.replace(self._path(LATEST), self._path(PREVIOUS))
        os.replace(self._path(NEW), self._path(LATEST))

    def _restore(self) -> None:
        """Gives fit the newest backup that is intact."""
        damaged = None
        for name in (LATEST, PREVIOUS):
            if not os.path.exists(self._path(name)):
                continue
            try:
                state, model_state = self.model._load_training(self._path(name))
            except FileError as error:
                damaged = error if damaged is None else damaged
                continue
            if damaged is not None:
                warn(f"training goes on from the backup before, since {damaged}")
            vars(self.model)["_fit_run"].go_on_from(state, model_state)
            return
        if damaged is not None:
            fail(
                f"BackupAndRestore: no backup in {self.backup_dir!r} is intact",
                str(damaged),
                "delete the folder to begin anew",
                FileError,
            )


@internal
def with_backup(callbacks, folder) -> list:
    """Callbacks with a backup in a folder, for ``fit(resume=folder)``."""
    given = [] if callbacks is None else graph.flatten(callbacks)
    if any(isinstance(callback, BackupAndRestore) for callback in given):
        fail(
            "fit: resume and a BackupAndRestore exclude each other",
            {"resume": os.fspath(folder)},
            "leave one of them out",
        )
    backup = BackupAndRestore(folder, double_checkpoint=True, delete_checkpoint=False)
    return [*given, backup]
