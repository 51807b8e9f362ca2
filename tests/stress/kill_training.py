"""Kills a training at random moments and starts it again until it ends.

    python -m tests.stress.kill_training --count 200

Each child does the same: it makes data and callbacks, and calls fit with a backup every
few batches. When it has ended, weights, the optimizer's state and the history must be
those, bit for bit, of a training that nobody disturbed; then the next training begins,
until there were ``count`` kills. The model is made and traced once, before the children
are forked, which makes a kill cheap; with ``--cold`` each child makes its own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path

os.environ.setdefault("KERASISH_ENGINE", "numpy")

import numpy as np

import kerasish
from kerasish import callbacks, layers
from kerasish.saving import restore_training_state, training_state

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(52, 6)).astype("float32")
Y = (X[:, :1] * X[:, 1:2] > 0).astype("float32")
EPOCHS = 4


class Batches(kerasish.utils.PyDataset):
    """The data batch by batch, in an order of its own for each epoch."""

    def __init__(self):
        super().__init__()
        self.random = np.random.default_rng(4)
        self.order = np.arange(len(X))

    def __len__(self):
        return 6

    def __getitem__(self, index):
        rows = self.order[8 * index : 8 * index + 8]
        return X[rows], Y[rows]

    def on_epoch_begin(self):
        self.order = self.random.permutation(len(X))


def made_model():
    """The model with its first weights; it depends on nothing but the seed."""
    kerasish.utils.set_random_seed(3)
    model = kerasish.Sequential(
        [
            kerasish.Input((6,)),
            layers.Dense(8, activation="relu"),
            layers.BatchNormalization(),
            layers.Dropout(0.4),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy", metrics=["accuracy", "auc"])
    return model


def traced_model():
    """The same, its steps compiled, and the state that it began with."""
    model = made_model()
    model.optimizer.build(model.trainable_variables)
    state = training_state(model)
    model.fit(X, Y, batch_size=8, verbose=0, validation_data=(X, Y))
    return model, state


def first_model(traced):
    """The model as a new process would have it: Python gives forks another seed."""
    if traced is None:
        return made_model()
    restore_training_state(*traced)
    return traced[0]


def train(folder: Path, kind: str, model, backup: bool = True) -> None:
    """What is killed; leaves its result in a file."""
    more = [
        callbacks.EarlyStopping(patience=9, restore_best_weights=True),
        callbacks.ReduceLROnPlateau(patience=1, min_delta=0.01),
        callbacks.CSVLogger(folder / "log.csv"),
        callbacks.ModelCheckpoint(folder / "m-{epoch}.weights.h5", "val_loss",
                                  save_weights_only=True, keep=2),
    ]  # fmt: skip
    if backup:
        more.append(callbacks.BackupAndRestore(
            folder / "backup", 4, double_checkpoint=kind == "arrays",
            delete_checkpoint=False))  # fmt: skip
    data = {"x": X, "y": Y, "batch_size": 8} if kind == "arrays" else {"x": Batches()}
    history = model.fit(
        **data, epochs=EPOCHS, verbose=0, callbacks=more, validation_data=(X, Y)
    )
    result = {
        "history": history.history,
        "epochs": history.epoch,
        "log": (folder / "log.csv").read_text(),
        "checkpoints": sorted(p.name for p in folder.glob("m-*")),
        "variables": [
            variable.numpy().tobytes().hex()
            for variable in (*model.variables, *model.optimizer.variables)
        ],
    }
    temporary = folder / "result.tmp"
    temporary.write_text(json.dumps(result))
    os.replace(temporary, folder / "result.json")


def run_and_kill(folder: Path, kind: str, traced, seconds: float) -> bool:
    """Trains in a child; whether it had to be killed.

    Args:
        folder: for the files of the training.
        kind: of data.
        traced: from `traced_model`, or None for a model that the child makes.
        seconds: until it is killed.
    """
    process = os.fork()
    if process == 0:
        status = 1
        try:
            train(folder, kind, first_model(traced))
            status = 0
        except Exception:
            traceback.print_exc()
            raise
        finally:
            os._exit(status)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            if status:
                raise AssertionError("the child failed by itself")
            return False
        time.sleep(0.001)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return True


def whole_result(kind: str) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        train(Path(folder), kind, made_model(), backup=False)
        return json.loads(Path(folder, "result.json").read_text())


def run(count: int, seed: int = 0, cold: bool = False) -> dict:
    """Trains until ``count`` children were killed; returns what was seen.

    Args:
        count: kills in all.
        seed: of the moments.
        cold: whether each child makes and traces a model of its own.

    Raises:
        AssertionError: a training ended in another way than the undisturbed one.
    """
    rng = random.Random(seed)
    kinds = ("arrays", "dataset")
    wanted = {kind: whole_result(kind) for kind in kinds}
    traced = None if cold else traced_model()
    with tempfile.TemporaryDirectory() as place:
        started = time.monotonic()
        run_and_kill(Path(place), kinds[0], traced, 600.0)
        whole = time.monotonic() - started
    seen = {"kills": 0, "trainings": 0}
    while seen["kills"] < count:
        kind = kinds[seen["trainings"] % 2]
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            before = seen["kills"]
            while run_and_kill(folder, kind, traced, rng.uniform(0.0, 0.8 * whole)):
                seen["kills"] += 1
            # the machine may be quicker or slower by now
            whole *= 0.7 if seen["kills"] - before < 4 else 1.3
            result = json.loads((folder / "result.json").read_text())
        for part in wanted[kind]:
            if result[part] != wanted[kind][part]:
                raise AssertionError(f"{kind}: {part} differ from the undisturbed")
        seen["trainings"] += 1
    return seen


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cold", action="store_true")
    arguments = parser.parse_args()
    seen = run(arguments.count, arguments.seed, arguments.cold)
    print(seen, "all equal to the undisturbed training, bit for bit")
    return 0


if __name__ == "__main__":
    sys.exit(main())
