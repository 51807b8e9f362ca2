"""LearningRateScheduler, TerminateOnNaN and CSVLogger."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from kerasish import callbacks, optimizers
from kerasish.optimizers import schedules
from tests.kerasish.callbacks.fake_model import FakeModel


def test_schedule_sets_the_rate_before_each_epoch():
    model = FakeModel()
    scheduler = callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    scheduler.set_model(model)
    for epoch in range(2):
        scheduler.on_epoch_begin(epoch)
    logs = {}
    scheduler.on_epoch_end(1, logs)
    assert logs == {"learning_rate": 0.25}


def test_schedule_may_take_the_epoch_alone(capsys):
    model = FakeModel()
    scheduler = callbacks.LearningRateScheduler(lambda epoch: 0.5**epoch, verbose=1)
    scheduler.set_model(model)
    scheduler.on_epoch_begin(2)
    assert float(model.optimizer.learning_rate) == 0.25
    assert "Epoch 3: LearningRateScheduler sets the learning rate to 0.25" in (
        capsys.readouterr().out
    )


def test_errors_inside_a_schedule_are_not_hidden():
    def broken(epoch, rate):
        raise TypeError("inside")

    scheduler = callbacks.LearningRateScheduler(broken)
    scheduler.set_model(FakeModel())
    with pytest.raises(TypeError, match="inside"):
        scheduler.on_epoch_begin(0)


@pytest.mark.parametrize("rate", [None, "0.1", [0.1], True])
def test_schedule_must_return_a_number(rate):
    scheduler = callbacks.LearningRateScheduler(lambda epoch: rate)
    scheduler.set_model(FakeModel())
    with pytest.raises(graph.ArgumentError, match="must return a number"):
        scheduler.on_epoch_begin(0)


def test_schedule_may_return_a_tensor():
    model = FakeModel()
    scheduler = callbacks.LearningRateScheduler(lambda e, r: graph.as_tensor(0.5) * r)
    scheduler.set_model(model)
    scheduler.on_epoch_begin(0)
    assert float(model.optimizer.learning_rate) == 0.5


def test_optimizer_with_a_schedule_of_its_own_is_refused():
    optimizer = optimizers.SGD(schedules.ExponentialDecay(1.0, 1, 0.5))
    scheduler = callbacks.LearningRateScheduler(lambda epoch: 0.5)
    scheduler.set_model(FakeModel(optimizer))
    with pytest.raises(graph.ArgumentError, match="cannot be set"):
        scheduler.on_epoch_begin(0)


@pytest.mark.parametrize("loss", [np.nan, np.inf, np.float32("nan")])
def test_training_ends_at_a_loss_that_is_not_finite(loss, capsys):
    model = FakeModel()
    both = callbacks.CallbackList([callbacks.TerminateOnNaN()], model=model)
    both.on_train_batch_end(0, {"loss": 1.0})
    assert not model.stop_training
    both.on_train_batch_end(1, {"loss": loss})
    assert model.stop_training
    assert "Batch 1" in capsys.readouterr().out


def test_it_may_raise_instead():
    guard = callbacks.TerminateOnNaN(raise_error=True)
    with pytest.raises(RuntimeError, match="not finite after batch 3"):
        guard.on_batch_end(3, {"loss": np.nan})


def write(path, *logs, **arguments):
    logger = callbacks.CSVLogger(path, **arguments)
    logger.on_train_begin()
    for epoch, values in enumerate(logs):
        logger.on_epoch_end(epoch, values)
    logger.on_train_end()
    return path.read_text().splitlines()


def test_rows_have_the_columns_of_the_first(tmp_path):
    rows = write(tmp_path / "a.csv", {"b": 1.0, "a": 2.0}, {"a": 3.0, "val_a": 4.0})
    assert rows == ["epoch,a,b,val_a,val_b", "0,2.0,1.0,NA,NA", "1,3.0,NA,4.0,NA"]


def test_rows_are_there_before_training_ends(tmp_path):
    path = tmp_path / "a.csv"
    logger = callbacks.CSVLogger(path, separator=";")
    logger.on_train_begin()
    logger.on_epoch_end(0, {"val_a": 1.5})
    assert path.read_text() == "epoch;val_a\n0;1.5\n"
    logger.on_train_end()


def test_rows_are_appended_without_another_header(tmp_path):
    path = tmp_path / "a.csv"
    write(path, {"val_a": 1.0}, append=True)
    assert write(path, {"val_a": 2.0}, append=True) == ["epoch,val_a", "0,1.0", "0,2.0"]
    assert write(path, {"val_a": 3.0}) == ["epoch,val_a", "0,3.0"]


def test_lists_and_texts_are_written_in_one_cell(tmp_path):
    rows = write(tmp_path / "a.csv", {"val_a": np.array([1, 2]), "t": "x,y"})
    assert rows[1] == '0,"x,y","""[1, 2]"""'
