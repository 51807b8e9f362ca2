"""Ctrl-C, and callbacks that raise: nothing is lost."""

from __future__ import annotations

import os
import signal
import threading

import numpy as np
import pytest

import kerasish
from kerasish import callbacks, layers

X = np.random.default_rng(0).normal(size=(20, 3)).astype("float32")
Y = X[:, :1]


@pytest.fixture(autouse=True)
def numpy_engine(monkeypatch):
    monkeypatch.setenv("KERASISH_ENGINE", "numpy")


def compiled():
    kerasish.utils.set_random_seed(5)
    model = kerasish.Sequential(
        [kerasish.Input((3,)), layers.Dense(4), layers.Dropout(0.2), layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model


def press():
    os.kill(os.getpid(), signal.SIGINT)


class PressAt(callbacks.Callback):
    """Sends the signal of Ctrl-C in a hook of one epoch."""

    def __init__(self, hook, epoch, times=1):
        super().__init__()
        self.seen, self.ended, self.batches = 0, False, []

        def on_hook(*args, **kwargs):
            if self.now == epoch and not self.seen:
                for _ in range(times):
                    self.seen += 1
                    press()

        setattr(self, hook, on_hook)

    def on_epoch_begin(self, epoch, logs=None):
        self.now = epoch

    def on_batch_end(self, batch, logs=None):
        if self.now == 1:
            self.batches.append(batch)

    def on_train_end(self, logs=None):
        self.ended = True


def fit(*more, **arguments):
    model = compiled()
    return model, model.fit(
        X, Y, batch_size=5, epochs=3, verbose=0, validation_data=(X, Y),
        callbacks=[*more], **arguments,
    )  # fmt: skip


HOOKS = ["on_train_batch_begin", "on_train_batch_end", "on_test_begin", "on_test_end"]


@pytest.mark.parametrize("hook", HOOKS)
def test_the_step_ends_and_the_history_is_returned(hook, capfd):
    pressed = PressAt(hook, 1)
    model, history = fit(pressed)
    assert pressed.ended
    assert history.interrupted
    assert history is model.history
    assert history.epoch == [0]
    assert len(history.history["val_loss"]) == 1
    if hook == "on_train_batch_begin":
        assert pressed.batches == [0]
    assert "Ctrl-C again stops it at once" in capfd.readouterr().err
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_end_of_an_epoch_is_still_counted():
    _, history = fit(PressAt("on_epoch_end", 1))
    assert history.interrupted
    assert history.epoch == [0, 1]


@pytest.mark.parametrize("hook", [*HOOKS, "on_epoch_end"])
def test_training_goes_on_after_it_as_if_nothing_had_been(hook, tmp_path):
    model, whole = fit()
    fit(PressAt(hook, 1), resume=tmp_path)
    other, history = fit(resume=tmp_path)
    assert not history.interrupted
    assert history.history == whole.history
    for a, b in zip(model.get_weights(), other.get_weights()):
        np.testing.assert_array_equal(a, b)


def test_a_backup_that_is_deleted_at_the_end_is_kept_when_interrupted(tmp_path):
    backup = callbacks.BackupAndRestore(tmp_path / "backup", save_freq=False)
    fit(PressAt("on_train_batch_end", 1), backup)
    assert (tmp_path / "backup" / "latest.weights.h5").exists()
    fit(backup)
    assert not (tmp_path / "backup").exists()


def test_where_it_ended_is_said(capsys):
    compiled().fit(
        X, Y, batch_size=5, verbose=2, callbacks=[PressAt("on_train_batch_end", 0)]
    )
    assert "Interrupted after batch 1 of epoch 1" in capsys.readouterr().out


def test_the_second_time_it_raises_at_once():
    pressed = PressAt("on_train_batch_end", 1, times=2)
    model = compiled()
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, Y, epochs=3, verbose=0, callbacks=[pressed])
    assert not pressed.ended
    assert model.history.epoch == [0]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_handler_of_the_programs_own_stays():
    numbers = []
    previous = signal.signal(signal.SIGINT, lambda number, frame: numbers.append(1))
    try:
        _, history = fit(PressAt("on_train_batch_end", 1))
    finally:
        signal.signal(signal.SIGINT, previous)
    assert numbers == [1]
    assert len(history.epoch) == 3
    assert not history.interrupted


def test_other_threads_leave_signals_alone():
    done = []

    def train():
        done.append((fit()[1], signal.getsignal(signal.SIGINT)))

    thread = threading.Thread(target=train)
    thread.start()
    thread.join()
    history, handler = done[0]
    assert len(history.epoch) == 3
    assert handler is signal.default_int_handler


def test_a_fit_inside_a_fit_ends_with_it():
    inner = []

    class Trains(callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            inner.append(fit(PressAt("on_train_batch_end", 0))[1])

    _, outer = fit(Trains())
    assert inner[0].interrupted
    assert outer.interrupted
    assert outer.epoch == [0]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_callback_that_raises_loses_no_history(error):
    class Raises(callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if epoch == 1:
                raise error("my own")

    model = compiled()
    with pytest.raises(error, match="my own"):
        model.fit(X, Y, epochs=3, verbose=0, callbacks=[Raises()])
    assert model.history.epoch == [0, 1]
    assert len(model.history.history["loss"]) == 2
