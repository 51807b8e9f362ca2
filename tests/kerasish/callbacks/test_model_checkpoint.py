"""ModelCheckpoint: how many files it keeps, and mistakes that are told at the start."""

from __future__ import annotations

import os

import numpy as np
import pytest

import graph
import kerasish
from kerasish import callbacks
from kerasish.base.errors import FileError
from tests.kerasish.callbacks.fake_model import FakeModel, losses, run_epochs

X = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")
Y = X[:, :1]


class WritingModel(FakeModel):
    """Leaves a file wherever it is saved."""

    def save(self, path, overwrite):
        super().save(path, overwrite)
        with open(path, "w") as file:
            file.write(str(self.weights))


def names(folder):
    return sorted(os.listdir(folder))


def test_the_newest_files_are_kept_and_those_of_others_stay(tmp_path):
    (tmp_path / "m-0.keras").write_text("mine")
    checkpoint = callbacks.ModelCheckpoint(tmp_path / "m-{epoch}.keras", keep=2)
    run_epochs(checkpoint, WritingModel(), *losses(1.0, 2.0, 3.0, 4.0))
    assert names(tmp_path) == ["m-0.keras", "m-3.keras", "m-4.keras"]


def test_the_best_files_are_kept(tmp_path):
    checkpoint = callbacks.ModelCheckpoint(
        tmp_path / "m-{epoch}.keras", save_best_only=True, keep=2
    )
    model = WritingModel()
    run_epochs(checkpoint, model, *losses(5.0, 1.0, 3.0, 4.0, 2.0, 9.0))
    assert names(tmp_path) == ["m-2.keras", "m-5.keras"]
    assert checkpoint.best == 1.0
    saved = [os.path.basename(path) for _, path in model.calls]
    assert saved == ["m-1.keras", "m-2.keras", "m-3.keras", "m-5.keras"]


def test_a_threshold_holds_for_all_that_are_kept(tmp_path):
    checkpoint = callbacks.ModelCheckpoint(
        tmp_path / "m-{epoch}.keras",
        save_best_only=True,
        keep=3,
        initial_value_threshold=3.0,
    )
    run_epochs(checkpoint, WritingModel(), *losses(5.0, 2.0, 4.0, 2.5))
    assert names(tmp_path) == ["m-2.keras", "m-4.keras"]


def test_a_file_that_is_written_twice_counts_once(tmp_path):
    path = tmp_path / "m-{val_loss:.0f}.keras"
    checkpoint = callbacks.ModelCheckpoint(path, keep=2)
    run_epochs(checkpoint, WritingModel(), *losses(1.0, 2.0, 1.0, 3.0))
    assert names(tmp_path) == ["m-1.keras", "m-3.keras"]


def test_what_is_kept_is_remembered_when_training_goes_on(tmp_path):
    path = tmp_path / "m-{epoch}.keras"
    first = callbacks.ModelCheckpoint(path, keep=2)
    run_epochs(first, WritingModel(), *losses(1.0, 2.0))
    other = callbacks.ModelCheckpoint(path, keep=2)
    other.set_state(first.get_state())
    other.set_model(WritingModel())
    other.on_epoch_end(2, {"val_loss": 1.0})
    assert names(tmp_path) == ["m-2.keras", "m-3.keras"]


def test_a_file_that_somebody_removed_is_no_error(tmp_path):
    checkpoint = callbacks.ModelCheckpoint(tmp_path / "m-{epoch}.keras", keep=1)
    model = WritingModel()
    run_epochs(checkpoint, model, *losses(1.0))
    (tmp_path / "m-1.keras").unlink()
    checkpoint.on_epoch_end(1, {"val_loss": 1.0})
    assert names(tmp_path) == ["m-2.keras"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"keep": 0}, "keep"),
        ({"keep": 2, "filepath": "m.keras"}, "needs a filepath with a field"),
        ({"filepath": "m-{epoch.keras"}, "fields of filepath cannot be read"),
        ({"filepath": "m-{epoch}.txt"}, "must end in .keras"),
        ({"save_freq": 0}, "save_freq"),
        ({"period": 2}, "unknown argument 'period'"),
        ({"load_weights_on_restart": True}, "resume=folder"),
        ({"kep": 2}, "unknown argument 'kep'"),
    ],
)
def test_wrong_arguments_are_told(arguments, message):
    with pytest.raises(graph.ArgumentError, match=message):
        callbacks.ModelCheckpoint(**{"filepath": "m-{epoch}.keras", **arguments})


def fit(checkpoint, **arguments):
    model = kerasish.Sequential([kerasish.Input((3,)), kerasish.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    seen = []
    end = callbacks.LambdaCallback(on_epoch_begin=lambda e, logs: seen.append(e))
    try:
        model.fit(X, Y, epochs=2, verbose=0, callbacks=[checkpoint, end], **arguments)
    finally:
        assert len(seen) <= 1, "it was told after hours"


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("{epoch}-{los}.keras", "did you mean 'loss'"),
        ("{val_loss}.keras", "pass validation_data"),
        ("{batch}.keras", "'batch', which is not among the logs"),
    ],
)
def test_fields_that_will_not_be_there_are_told_after_a_batch(tmp_path, name, known):
    with pytest.raises(graph.ArgumentError, match=known):
        fit(callbacks.ModelCheckpoint(tmp_path / name))


def test_fields_that_are_there_pass(tmp_path):
    path = tmp_path / "{epoch}-{loss:.3f}-{val_mae}.keras"
    checkpoint = callbacks.ModelCheckpoint(path)
    model = kerasish.Sequential([kerasish.Input((3,)), kerasish.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    model.fit(X, Y, verbose=0, callbacks=[checkpoint], validation_data=(X, Y))
    assert len(names(tmp_path)) == 1


def test_a_place_where_nothing_can_be_written_is_told_before_the_first_epoch(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(FileError, match="nothing can be written"):
        fit(callbacks.ModelCheckpoint(tmp_path / "file" / "m-{epoch}.keras"))
    (tmp_path / "m.keras").mkdir()
    with pytest.raises(FileError, match="filepath is a folder"):
        fit(callbacks.ModelCheckpoint(tmp_path / "m.keras"))


def test_the_folder_is_made_and_nothing_is_left_in_it(tmp_path):
    checkpoint = callbacks.ModelCheckpoint(tmp_path / "a" / "b" / "m.keras")
    checkpoint.on_train_begin()
    assert names(tmp_path / "a" / "b") == []
