"""What every callback promises: a state that goes into a file and comes back."""

from __future__ import annotations

import json

import numpy as np
import pytest

import kerasish
from kerasish import callbacks
from kerasish.base.discovery import family
from kerasish.saving.training_backup import read_backup, write_backup

X = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")
Y = X[:, :1]
#: arguments of those that need some, given a folder
ARGUMENTS = {
    "BackupAndRestore": lambda folder: {"backup_dir": folder / "backup"},
    "CSVLogger": lambda folder: {"filename": folder / "log.csv"},
    "EarlyStopping": lambda folder: {"restore_best_weights": True},
    "LearningRateScheduler": lambda folder: {"schedule": lambda e, rate: rate / 2},
    "ModelCheckpoint": lambda folder: {"filepath": folder / "{epoch}.keras", "keep": 2},
    "RemoteMonitor": lambda folder: {"root": "http://127.0.0.1:9"},
}
CLASSES = {
    name: item
    for name, item in family("callbacks").everything().items()
    if issubclass(item, callbacks.Callback)
}
NAMES = sorted(set(CLASSES) - {"Callback", "CallbackList"})


@pytest.fixture(autouse=True)
def numpy_engine(monkeypatch, tmp_path):
    monkeypatch.setenv("KERASISH_ENGINE", "numpy")
    monkeypatch.chdir(tmp_path)


def made(name, folder):
    return CLASSES[name](**ARGUMENTS.get(name, lambda folder: {})(folder))


def trained(callback):
    model = kerasish.Sequential([kerasish.Input((3,)), kerasish.layers.Dense(1)])
    model.compile(kerasish.optimizers.SGD(use_ema=True), "mse")
    model.fit(
        X, Y, epochs=3, verbose=0, validation_data=(X, Y), callbacks=[callback]
    )  # fmt: skip
    return model


def with_lists(value):
    """Arrays as lists, so that states can be compared."""
    return json.loads(
        json.dumps(value, default=lambda array: np.asarray(array).tolist())
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.filterwarnings("ignore:RemoteMonitor cannot reach")
def test_state_comes_back_from_a_file(name, tmp_path):
    callback = made(name, tmp_path)
    trained(callback)
    state = callback.get_state()
    write_backup(tmp_path / "state.h5", {}, {"state": state})
    read, _ = read_backup(tmp_path / "state.h5")
    other = made(name, tmp_path)
    other.set_state(read["state"])
    assert with_lists(other.get_state()) == with_lists(state)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.filterwarnings("ignore:RemoteMonitor cannot reach")
def test_a_state_does_not_change_when_training_goes_on(name, tmp_path):
    callback = made(name, tmp_path)
    trained(callback)
    state = callback.get_state()
    before = json.dumps(with_lists(state))
    trained(callback)
    assert json.dumps(with_lists(state)) == before
