"""A training on which something befalls a rank, once.

``python -m tests.kerasish.distribution.faulty_training FOLDER FAULT RANK BATCH`` goes
on from the backup in the folder, and writes the last weights there.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import numpy as np

import kerasish
from kerasish import layers
from kerasish.distribution import DataParallel

FAULTS = ("none", "error", "exit", "kill", "segv", "stuck")
#: batches of an epoch, and epochs
BATCHES, EPOCHS = 6, 3
#: seconds after which a rank no longer waits for others
TIMEOUT = float(os.environ.get("FAULTY_TIMEOUT", "60"))


class Batches(kerasish.utils.PyDataset):
    """Six batches; something befalls the rank that makes one of them."""

    def __init__(self, folder: Path, fault: str, befalls: bool, batch: int):
        super().__init__()
        self.fault, self.befalls, self.batch = fault, befalls, batch
        self.mark, self.count = folder / "befallen", 0

    def __len__(self):
        return BATCHES

    def __getitem__(self, index):
        self.count += 1
        if self.befalls and self.count == self.batch and not self.mark.exists():
            self.mark.touch()
            befall(self.fault)
        rng = np.random.default_rng(index)
        x = rng.normal(size=(10, 5)).astype("float32")
        return x, x[:, :1] * 2 + rng.normal(size=(10, 1)).astype("float32")


def befall(fault: str) -> None:
    if fault == "error":
        raise ValueError("the disk is on fire")
    if fault == "exit":
        sys.exit(3)
    if fault == "stuck":
        time.sleep(3600)
    if fault in ("kill", "segv"):
        os.kill(os.getpid(), signal.SIGKILL if fault == "kill" else signal.SIGSEGV)


def main(folder: str, fault: str, rank: str, batch: str) -> None:
    kerasish.utils.set_random_seed(5)
    strategy = DataParallel(timeout=TIMEOUT)
    with strategy.scope():
        model = kerasish.Sequential(
            [
                kerasish.Input((5,)),
                layers.Dense(4, activation="tanh"),
                layers.Dropout(0.2),
                layers.Dense(1),
            ]
        )
        model.compile("adam", "mse", metrics=["mae"])
    befalls = strategy.rank == int(rank)
    data = Batches(Path(folder), fault, befalls, int(batch))
    backup = kerasish.callbacks.BackupAndRestore(
        Path(folder, "backup"), save_freq=2, double_checkpoint=True
    )
    history = model.fit(data, epochs=EPOCHS, verbose=0, callbacks=[backup])
    if strategy.rank == 0:
        weights = np.concatenate([w.ravel() for w in model.get_weights()])
        logs = np.array([history.history[k] for k in sorted(history.history)])
        np.savez(Path(folder, "last.npz"), weights=weights, logs=logs)


if __name__ == "__main__":
    main(*sys.argv[1:])
