"""A fit that ended anywhere goes on, and ends like one that never did."""

from __future__ import annotations

import errno
import os
import random

import h5py
import numpy as np
import pytest

import kerasish
from kerasish import callbacks, layers
from kerasish.base.errors import DataError, FileError, NotBuiltError
from kerasish.saving.files import atomic_write

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(26, 3)).astype("float32")
Y = (X[:, :1] > 0).astype("float32")
EPOCHS = 3


class Stop(Exception):
    """What ends a training in the tests."""


class StopAt(callbacks.Callback):
    """Raises at a batch or at the end of an epoch."""

    def __init__(self, epoch, batch=None):
        super().__init__()
        self.at = (epoch, batch)

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_begin(self, batch, logs=None):
        if (self.epoch, batch) == self.at:
            raise Stop

    def on_test_begin(self, logs=None):
        if (self.epoch, "test") == self.at:
            raise Stop


@pytest.fixture(autouse=True)
def numpy_engine(monkeypatch):
    monkeypatch.setenv("KERASISH_ENGINE", "numpy")


def compiled(**arguments):
    kerasish.utils.set_random_seed(5)
    model = kerasish.Sequential(
        [
            kerasish.Input((3,)),
            layers.Dense(4, activation="relu"),
            layers.BatchNormalization(),
            layers.Dropout(0.3),
            layers.Dense(1),
        ]
    )
    model.compile("adam", "mse", metrics=["accuracy", "mae"], **arguments)
    return model


def usual_callbacks():
    return [
        callbacks.EarlyStopping(patience=9, restore_best_weights=True),
        callbacks.ReduceLROnPlateau(patience=1, min_delta=1.0),
        callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.9),
    ]


def fit(*more, data=None, model=None, **arguments):
    model = compiled() if model is None else model
    given = {"x": X, "y": Y, "batch_size": 5} if data is None else data()
    history = model.fit(
        **given, verbose=0, epochs=EPOCHS, callbacks=[*usual_callbacks(), *more],
        **{"validation_data": (X, Y), **arguments},
    )  # fmt: skip
    return model, history


def require_equal(one, other):
    (model, history), (other_model, other_history) = one, other
    assert other_history.history == history.history
    assert other_history.epoch == history.epoch
    for a, b in zip(model.variables, other_model.variables):
        np.testing.assert_array_equal(a.numpy(), b.numpy())
    for a, b in zip(model.optimizer.variables, other_model.optimizer.variables):
        np.testing.assert_array_equal(a.numpy(), b.numpy())


def stop_and_go_on(tmp_path, at, freq=None, data=None, make=compiled, **arguments):
    """Stops at a batch, by default with a backup just before it."""
    if freq is None:
        epoch, batch = at
        freq = 6 * epoch + (6 if batch == "test" else batch)

    def backup():
        return callbacks.BackupAndRestore(tmp_path / "backup", freq)

    with pytest.raises(Stop):
        fit(StopAt(*at), backup(), data=data, model=make(), **arguments)
    kerasish.utils.set_random_seed(77)
    return fit(backup(), data=data, model=make(), **arguments)


WHOLE = {}


def whole(name, **arguments):
    if name not in WHOLE:
        WHOLE[name] = fit(**arguments)
    return WHOLE[name]


@pytest.mark.parametrize("at", [(0, 3), (1, 0), (1, 4), (2, 5), (1, "test")])
def test_arrays_go_on_at_the_batch(tmp_path, at):
    require_equal(whole("arrays"), stop_and_go_on(tmp_path, at))
    assert not (tmp_path / "backup").exists()


@pytest.mark.parametrize(("freq", "at"), [("epoch", (2, 3)), (4, (1, 5)), (7, (2, 4))])
def test_batches_after_the_backup_are_done_again(tmp_path, freq, at):
    require_equal(whole("arrays"), stop_and_go_on(tmp_path, at, freq))


def test_several_steps_in_one_execution(tmp_path):
    def make():
        return compiled(steps_per_execution=4)

    wanted = whole("several steps", model=make())
    require_equal(wanted, stop_and_go_on(tmp_path, (1, 4), 4, make=make))


def test_steps_that_nobody_compiles(tmp_path):
    def make():
        return compiled(run_eagerly=True)

    wanted = whole("eager", model=make())
    require_equal(wanted, stop_and_go_on(tmp_path, (1, 3), make=make))


def arrays_by_steps():
    return {"x": X, "y": Y, "batch_size": 5, "steps_per_epoch": 4}


def batches_shuffled():
    return {"x": X, "y": Y, "batch_size": 5, "shuffle": "batch"}


class Batches(kerasish.utils.PyDataset):
    """Has a new order in each epoch, from a seed of its own."""

    def __init__(self):
        super().__init__(max_queue_size=0)
        self.random = np.random.default_rng(1)
        self.order = np.arange(26)

    def __len__(self):
        return 6

    def __getitem__(self, index):
        rows = self.order[5 * index : 5 * index + 5]
        return X[rows], Y[rows]

    def on_epoch_begin(self):
        self.random.shuffle(self.order)

    def on_epoch_end(self):
        self.random.random()


class BatchesWithState(Batches):
    """Says itself where it stands; its orders come from everybody's generator."""

    def on_epoch_begin(self):
        np.random.shuffle(self.order)

    def get_state(self):
        return {"order": self.order}

    def set_state(self, state):
        self.order = state["order"]


def endless():
    random_rows = np.random.default_rng(3)
    while True:
        rows = random_rows.integers(0, 26, 5)
        yield X[rows] + np.random.normal() + random.random(), Y[rows]


class Iterable:
    """A new order from everybody's generator whenever it is begun."""

    def __iter__(self):
        order = np.random.permutation(26)
        for i in range(6):
            rows = order[5 * i : 5 * i + 5]
            yield X[rows], Y[rows]


def pipeline():
    rows = kerasish.data.Dataset.from_tensor_slices((X, Y)).cache()
    return {"x": rows.shuffle(9).batch(5).prefetch(2)}


FILE = h5py.File("rows", "w", driver="core", backing_store=False)
FILE["x"], FILE["y"] = X, Y

KINDS = {
    "file": lambda: {"x": FILE["x"], "y": FILE["y"], "batch_size": 5},
    "pipeline": pipeline,
    "steps": arrays_by_steps,
    "shuffled batches": batches_shuffled,
    "dataset": lambda: {"x": Batches(), "shuffle": False},
    "shuffled dataset": lambda: {"x": Batches(), "shuffle": True},
    "dataset by steps": lambda: {"x": Batches(), "steps_per_epoch": 4},
    "dataset with state": lambda: {"x": BatchesWithState()},
    "generator": lambda: {"x": endless(), "steps_per_epoch": 4},
    "iterable": lambda: {"x": Iterable()},
}


@pytest.mark.parametrize("at", [(1, 0), (2, 1), (2, "test")])
@pytest.mark.parametrize("kind", KINDS)
def test_other_data_go_on_at_the_batch(tmp_path, kind, at):
    require_equal(whole(kind, data=KINDS[kind]), stop_and_go_on(
        tmp_path, at, data=KINDS[kind]))  # fmt: skip


def test_a_dataset_goes_on_without_making_batches_again(tmp_path):
    made = []

    class Counting(Batches):
        def __getitem__(self, index):
            made.append(index)
            return super().__getitem__(index)

    def data():
        made.clear()
        return {"x": Counting(), "shuffle": False}

    stop_and_go_on(tmp_path, (1, 4), data=data)
    assert made == [4, 5, *range(6)]
    stop_and_go_on(tmp_path, (1, "test"), data=data)  # no batch of the epoch is left
    assert made == [*range(6)]


def test_resume_keeps_the_backup_and_goes_on_with_more_epochs(tmp_path):
    folder = tmp_path / "deep" / "run"
    model = compiled()
    model.fit(X, Y, verbose=0, epochs=2, resume=folder)
    again = compiled()
    assert again.fit(X, Y, verbose=0, epochs=2, resume=folder).epoch == [0, 1]
    np.testing.assert_array_equal(model.get_weights()[0], again.get_weights()[0])
    more = compiled()
    gone_on = more, more.fit(X, Y, verbose=0, epochs=4, resume=folder)
    other = compiled()
    require_equal((other, other.fit(X, Y, verbose=0, epochs=4)), gone_on)
    assert sorted(os.listdir(folder)) == ["latest.weights.h5", "previous.weights.h5"]


def test_early_stopping_is_not_forgotten(tmp_path):
    def run(folder):
        stop = callbacks.EarlyStopping("loss", patience=1, min_delta=99.0)
        return compiled().fit(
            X, Y, verbose=0, epochs=9, callbacks=[stop], resume=folder
        )

    first = run(tmp_path)
    assert len(first.epoch) < 9
    assert run(tmp_path).history == first.history


def test_a_damaged_backup_gives_way_to_the_one_before(tmp_path):
    model = compiled()
    model.fit(X, Y, verbose=0, epochs=3, resume=tmp_path)
    (tmp_path / "latest.weights.h5").write_bytes(b"\x89HDF\r\n\x1a\nnothing")
    again = compiled()
    with pytest.warns(UserWarning, match="goes on from the backup before"):
        history = again.fit(X, Y, verbose=0, epochs=3, resume=tmp_path)
    assert history.history == model.history.history
    for name in ("latest.weights.h5", "previous.weights.h5"):
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(FileError, match=r"no backup in .* is intact"):
        compiled().fit(X, Y, verbose=0, resume=tmp_path)


def test_weights_of_a_backup_open_by_themselves(tmp_path):
    model = compiled()
    model.fit(X, Y, verbose=0, resume=tmp_path)
    other = compiled()
    other.load_weights(tmp_path / "latest.weights.h5")
    for a, b in zip(model.get_weights(), other.get_weights()):
        np.testing.assert_array_equal(a, b)


def test_rows_of_a_log_are_those_of_the_whole_training(tmp_path):
    def run(name, *more):
        log = callbacks.CSVLogger(tmp_path / name)
        return fit(log, *more)

    run("whole.csv")
    backup = tmp_path / "backup"
    with pytest.raises(Stop):
        run("log.csv", StopAt(2, 1), callbacks.BackupAndRestore(backup, 9))
    run("log.csv", callbacks.BackupAndRestore(backup, 9))
    assert (tmp_path / "log.csv").read_text() == (tmp_path / "whole.csv").read_text()


def test_other_data_are_refused_in_the_middle_of_an_epoch_only(tmp_path):
    backup = callbacks.BackupAndRestore(tmp_path / "a", 1)
    with pytest.raises(Stop):
        fit(StopAt(1, 2), backup)
    with pytest.raises(DataError, match="not those of the training"):
        compiled().fit(X[:20], Y[:20], verbose=0, resume=tmp_path / "a")
    compiled().fit(X, Y, verbose=0, resume=tmp_path / "b")
    more = compiled().fit(X[:20], Y[:20], epochs=2, verbose=0, resume=tmp_path / "b")
    assert more.epoch == [0, 1]


def test_another_model_is_refused(tmp_path):
    compiled().fit(X, Y, verbose=0, resume=tmp_path)
    other = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(1)])
    other.compile("adam", "mse")
    with pytest.raises(FileError, match="another training"):
        other.fit(X, Y, verbose=0, resume=tmp_path)


def test_a_model_without_weights_is_refused(tmp_path):
    model = kerasish.Sequential([layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(NotBuiltError, match="no weights yet"):
        model.fit(X, Y, verbose=0, resume=tmp_path)


def test_a_generator_that_is_too_short_is_told(tmp_path):
    compiled().fit(endless(), steps_per_epoch=4, verbose=0, resume=tmp_path)
    short = iter([(X, Y)])
    with pytest.raises(DataError, match="ended before the place"):
        compiled().fit(short, steps_per_epoch=4, epochs=2, verbose=0, resume=tmp_path)


def test_where_it_goes_on_is_said(tmp_path, capsys):
    compiled().fit(X, Y, verbose=0, resume=tmp_path)
    assert capsys.readouterr().out == ""
    compiled().fit(X, Y, verbose=2, epochs=2, resume=tmp_path)
    assert "Training goes on after epoch 1" in capsys.readouterr().out


def test_a_full_disk_loses_neither_the_last_backup_nor_the_history(
    tmp_path, monkeypatch
):
    whole_run = fit()
    calls = []

    def no_space(path):
        calls.append(path)
        if len(calls) > 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic_write, "_flush", no_space)
    model = compiled()
    backup = callbacks.BackupAndRestore(tmp_path)
    with pytest.raises(FileError, match="No space left"):
        fit(backup, model=model)
    assert model.history.epoch == [0, 1, 2]
    assert os.listdir(tmp_path) == ["latest.weights.h5"]
    monkeypatch.undo()
    monkeypatch.setenv("KERASISH_ENGINE", "numpy")
    require_equal(whole_run, fit(backup))
