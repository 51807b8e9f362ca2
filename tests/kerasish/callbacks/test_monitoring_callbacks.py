"""EarlyStopping, ReduceLROnPlateau, ModelCheckpoint and what they share."""

from __future__ import annotations

import pathlib
from types import SimpleNamespace

import numpy as np
import pytest

import graph
import kerasish
from kerasish import callbacks, optimizers
from kerasish.base.errors import FileError
from tests.kerasish.callbacks.fake_model import FakeModel, losses, run_epochs

# ---- early stopping


def test_training_stops_after_patience():
    model = FakeModel()
    stopping = callbacks.EarlyStopping(patience=2)
    assert run_epochs(stopping, model, *losses(3.0, 2.0, 2.5, 2.2, 1.0)) == 4
    assert (stopping.stopped_epoch, stopping.best, stopping.best_epoch) == (3, 2.0, 1)


def test_training_goes_on_while_it_gets_better():
    model = FakeModel()
    assert run_epochs(callbacks.EarlyStopping(), model, *losses(3.0, 2.0, 1.0)) == 3
    assert not model.stop_training


def test_small_changes_are_not_better():
    stopping = callbacks.EarlyStopping(min_delta=0.5, patience=1)
    assert run_epochs(stopping, FakeModel(), *losses(3.0, 2.0, 1.7, 0.0)) == 3


def test_higher_is_better_for_accuracy():
    stopping = callbacks.EarlyStopping("val_accuracy")
    logs = losses(0.5, 0.7, 0.6, name="val_accuracy")
    assert run_epochs(stopping, FakeModel(), *logs) == 3
    assert stopping.best == 0.7


def test_best_weights_are_restored():
    model = FakeModel()
    stopping = callbacks.EarlyStopping(patience=2, restore_best_weights=True)
    run_epochs(stopping, model, *losses(3.0, 1.0, 2.0, 2.0))
    assert model.weights == 1


def test_best_weights_are_restored_when_training_simply_ends():
    model = kerasish.Sequential([kerasish.Input((2,)), kerasish.layers.Dense(1)])
    model.compile(kerasish.optimizers.SGD(1.0), "mse")  # which gets worse and worse
    x = np.ones((4, 2), "float32")
    kept = []
    keep = callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: kept.append(model.get_weights())
    )
    stopping = callbacks.EarlyStopping(patience=99, restore_best_weights=True)
    model.fit(
        x, x[:, :1] * 9, epochs=3, verbose=0, validation_data=(x, x[:, :1] * 9),
        callbacks=[keep, stopping],
    )  # fmt: skip
    assert (stopping.best_epoch, stopping.stopped_epoch) == (0, 0)
    for now, best, last in zip(model.get_weights(), kept[0], kept[-1]):
        np.testing.assert_array_equal(now, best)
        assert (now != last).all()


def test_baseline_must_be_beaten_in_time():
    model = FakeModel()
    stopping = callbacks.EarlyStopping(baseline=0.5, patience=2)
    assert run_epochs(stopping, model, *losses(3.0, 2.0, 2.5, 1.0)) == 3


def test_first_epochs_can_be_left_out():
    stopping = callbacks.EarlyStopping(start_from_epoch=3)
    run_epochs(stopping, FakeModel(), *losses(1.0, 2.0, 3.0, 4.0, 3.0))
    assert (stopping.best, stopping.stopped_epoch) == (3.0, 0)


def test_nan_is_never_better():
    stopping = callbacks.EarlyStopping(patience=2, restore_best_weights=True)
    model = FakeModel()
    run_epochs(stopping, model, *losses(np.nan, 2.0, np.nan, np.nan))
    assert (stopping.best, model.weights) == (2.0, 1)


def test_messages_say_where_it_stopped(capsys):
    stopping = callbacks.EarlyStopping(verbose=1, restore_best_weights=True)
    run_epochs(stopping, FakeModel(), *losses(1.0, 2.0))
    out = capsys.readouterr().out
    assert "Epoch 2: early stopping" in out
    assert "best epoch, 1" in out


def test_an_object_can_be_used_again():
    stopping = callbacks.EarlyStopping()
    run_epochs(stopping, FakeModel(), *losses(1.0, 2.0))
    assert run_epochs(stopping, FakeModel(), *losses(9.0, 8.0, 7.0)) == 3


# ---- the monitored name


def test_missing_name_is_said_with_those_that_are_there():
    stopping = callbacks.EarlyStopping("val_acc")
    logs = {"loss": 1.0, "val_loss": 1.0, "val_accuracy": 0.5}
    expected = r"'val_acc', which is not available.*val_accuracy; did you mean 'val_acc"
    with pytest.warns(UserWarning, match=expected):
        stopping.on_epoch_end(0, logs)


def test_missing_validation_is_said():
    with pytest.warns(UserWarning, match="pass validation_data or validation_split"):
        callbacks.EarlyStopping().on_epoch_end(0, {"loss": 1.0})


def test_unknown_mode_warns_and_is_auto():
    with pytest.warns(UserWarning, match="mode 'maximum' is unknown"):
        assert callbacks.EarlyStopping(mode="maximum").mode == "auto"


def test_direction_comes_from_the_metric():
    rising = SimpleNamespace(name="score", _direction="up")
    falling = SimpleNamespace(name="accuracy", _direction="down")
    model = FakeModel(metrics=[SimpleNamespace(name="all", metrics=[rising, falling])])
    for monitor, direction in (("val_score", "max"), ("accuracy", "min")):
        stopping = callbacks.EarlyStopping(monitor)
        stopping.set_model(model)
        assert stopping.direction() == direction


def test_direction_that_nobody_knows_is_an_error():
    stopping = callbacks.EarlyStopping("val_score")
    stopping.set_model(FakeModel())
    with pytest.raises(graph.ArgumentError, match="mode='max' or mode='min'"):
        stopping.on_epoch_end(0, {"val_score": 1.0})


# ---- learning rate


def test_learning_rate_falls_on_a_plateau_down_to_its_minimum():
    model = FakeModel()
    plateau = callbacks.ReduceLROnPlateau(factor=0.5, patience=1, min_lr=0.3)
    rates = []
    plateau.set_model(model)
    plateau.on_train_begin()
    for epoch in range(4):
        logs = {"val_loss": 1.0}
        plateau.on_epoch_end(epoch, logs)
        rates.append(float(model.optimizer.learning_rate))
    np.testing.assert_allclose(rates, [1.0, 0.5, 0.3, 0.3])
    np.testing.assert_allclose(logs["learning_rate"], 0.3)


def test_cooldown_delays_the_next_reduction():
    model = FakeModel()
    plateau = callbacks.ReduceLROnPlateau(factor=0.5, patience=1, cooldown=2)
    run_epochs(plateau, model, *losses(1.0, 1.0, 1.0))
    assert float(model.optimizer.learning_rate) == 0.5
    run_epochs(plateau, model, *losses(1.0, 1.0, 1.0, 1.0))
    assert float(model.optimizer.learning_rate) == 0.125


def test_factor_must_reduce():
    with pytest.raises(graph.ArgumentError, match="factor must be below 1"):
        callbacks.ReduceLROnPlateau(factor=1.0)


def test_unknown_arguments_are_refused_but_the_old_name_of_min_delta():
    assert callbacks.ReduceLROnPlateau(epsilon=0.5).min_delta == 0.5
    with pytest.raises(graph.ArgumentError, match=r"unknown arguments \['patient'\]"):
        callbacks.ReduceLROnPlateau(patient=3)


def test_all_optimizers_of_several_are_reduced():
    one, two = optimizers.SGD(1.0, name="one"), optimizers.SGD(0.5, name="two")
    optimizer = SimpleNamespace(optimizers=[one, two])
    plateau = callbacks.ReduceLROnPlateau(factor=0.5, patience=1)
    plateau.set_model(FakeModel(optimizer))
    plateau.on_epoch_end(0, {"val_loss": 1.0})
    logs = {"val_loss": 1.0}
    plateau.on_epoch_end(1, logs)
    assert (float(one.learning_rate), float(two.learning_rate)) == (0.5, 0.25)
    assert (logs["learning_rate_one"], logs["learning_rate_two"]) == (1.0, 0.5)


# ---- checkpoints


def test_model_is_saved_after_each_epoch_under_its_name(tmp_path):
    model = FakeModel()
    path = tmp_path / "deep" / "m-{epoch:02d}-{val_loss:.1f}.keras"
    run_epochs(callbacks.ModelCheckpoint(path), model, *losses(3.0, 2.0))
    names = [pathlib.Path(path).name for _, path in model.calls]
    assert names == ["m-01-3.0.keras", "m-02-2.0.keras"]
    assert (tmp_path / "deep").is_dir()


def test_only_better_weights_are_saved(tmp_path):
    model = FakeModel()
    checkpoint = callbacks.ModelCheckpoint(
        tmp_path / "{epoch}.weights.h5",
        save_best_only=True,
        save_weights_only=True,
        initial_value_threshold=2.5,
    )
    run_epochs(checkpoint, model, *losses(3.0, 2.0, 2.2, 1.0))
    assert model.calls == [
        ("save_weights", str(tmp_path / "2.weights.h5")),
        ("save_weights", str(tmp_path / "4.weights.h5")),
    ]


def test_batches_are_counted_over_epochs(tmp_path):
    model = FakeModel()
    checkpoint = callbacks.ModelCheckpoint(
        tmp_path / "{epoch}-{batch}.keras", save_freq=3
    )
    both = callbacks.CallbackList([checkpoint], model=model)
    for epoch in range(2):
        both.on_epoch_begin(epoch)
        for batch in range(4):
            both.on_train_batch_end(batch, {})
        both.on_epoch_end(epoch, {})
    names = [pathlib.Path(path).name for _, path in model.calls]
    assert names == ["1-3.keras", "2-2.keras"]


def test_batches_cost_nothing_when_epochs_are_saved():
    checkpoint = callbacks.ModelCheckpoint("m.keras")
    assert not callbacks.CallbackList([checkpoint]).listens_to("on_train_batch_end")


def test_missing_monitor_warns_and_saves(tmp_path):
    model = FakeModel()
    checkpoint = callbacks.ModelCheckpoint(tmp_path / "m.keras", save_best_only=True)
    checkpoint.set_model(model)
    with pytest.warns(UserWarning, match="saves the best model by 'val_loss'"):
        checkpoint.on_epoch_end(0, {"loss": 1.0})
    assert len(model.calls) == 1


def test_monitor_that_is_an_array_warns_and_saves(tmp_path):
    model = FakeModel()
    checkpoint = callbacks.ModelCheckpoint(tmp_path / "m.keras", save_best_only=True)
    checkpoint.set_model(model)
    with pytest.warns(UserWarning, match="not one number"):
        checkpoint.on_epoch_end(0, {"val_loss": np.ones(2)})
    assert len(model.calls) == 1


def test_checkpoints_tell_what_they_do(tmp_path, capsys):
    checkpoint = callbacks.ModelCheckpoint(
        tmp_path / "m.keras", save_best_only=True, verbose=1
    )
    run_epochs(checkpoint, FakeModel(), *losses(3.0, 4.0, 2.0))
    out = capsys.readouterr().out
    assert "Epoch 1: val_loss improved from none to 3.00000, saving the model" in out
    assert "Epoch 2: val_loss did not improve from 3.00000" in out
    assert "Epoch 3: val_loss improved from 3.00000 to 2.00000" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"filepath": "m.tf"}, "filepath must end in .keras or .h5"),
        ({"filepath": "m.h5", "save_weights_only": True}, "must end in .weights.h5"),
        ({"filepath": "m.keras", "save_freq": "batch"}, "save_freq must be 'epoch'"),
    ],
)
def test_wrong_arguments_of_checkpoints(arguments, message):
    with pytest.raises(graph.ArgumentError, match=message):
        callbacks.ModelCheckpoint(**arguments)


def test_fields_and_folders_that_do_not_fit_are_named(tmp_path):
    checkpoint = callbacks.ModelCheckpoint(tmp_path / "{val_acc}.keras")
    with pytest.raises(FileError, match="'val_acc', which is not there"):
        checkpoint.on_epoch_end(0, {"loss": 1.0})
    (tmp_path / "m.keras").mkdir()
    with pytest.raises(FileError, match="is a folder"):
        callbacks.ModelCheckpoint(tmp_path / "m.keras").on_epoch_end(0, {})
