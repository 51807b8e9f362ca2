"""Ctrl-C, and callbacks that raise: nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

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


class Presses(kerasish.utils.PyDataset):
    """Ctrl-C is pressed while a thread makes a batch."""

    def __len__(self):
        return 4

    def __getitem__(self, index):
        if index == 2:
            press()
        return X, Y


def presses_in_data():
    for index in range(4):
        if index == 2:
            press()
        yield X, Y


@pytest.mark.parametrize("data", [presses_in_data, lambda: Presses(workers=2)])
def test_in_the_data_it_ends_after_the_step(data):
    threads = threading.active_count()
    model = compiled()
    history = model.fit(data(), epochs=3, steps_per_epoch=4, verbose=0, shuffle=False)
    assert history.interrupted
    assert history.epoch == []
    assert threading.active_count() == threads


def test_in_a_step_it_ends_after_it():
    class Presses(kerasish.Model):
        def train_step(self, data):
            press()
            return super().train_step(data)

    model = Presses(inputs := kerasish.Input((3,)), layers.Dense(1)(inputs))
    model.compile("sgd", "mse", run_eagerly=True)
    steps = []
    seen = callbacks.LambdaCallback(on_train_batch_end=lambda b, logs: steps.append(b))
    history = model.fit(X, Y, batch_size=5, epochs=2, verbose=0, callbacks=[seen])
    assert history.interrupted
    assert steps == [0]


def test_twice_it_does_not_wait_for_data():
    came = threading.Event()

    def slow():
        yield X, Y
        came.wait(60)

    def press_twice():
        for _ in range(2):
            time.sleep(0.2)
            press()

    thread = threading.Thread(target=press_twice)

    class Starts(callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            thread.start()

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        compiled().fit(slow(), steps_per_epoch=2, verbose=0, callbacks=[Starts()])
    assert time.monotonic() - began < 30
    thread.join()


@pytest.mark.parametrize("method", ["evaluate", "predict"])
def test_without_training_it_raises_and_nothing_runs_on(method):
    threads = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        getattr(compiled(), method)(Presses(max_queue_size=0), verbose=0)
    with pytest.raises(KeyboardInterrupt):
        getattr(compiled(), method)(Presses(workers=2), verbose=0)
    until = time.monotonic() + 20  # one that was being started ends by itself
    while threading.active_count() > threads and time.monotonic() < until:
        time.sleep(0.01)
    assert threading.active_count() == threads


def test_it_reaches_a_whole_group_of_processes():
    """As a terminal sends it: to the program and its workers."""
    script = Path(__file__).parent / "fit_with_workers.py"
    program = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,
    )
    with program:
        assert program.stdout.readline() == "it runs\n"
        os.killpg(program.pid, signal.SIGINT)
        assert program.stdout.read() == "interrupted: True, workers left: 0\n"
    assert program.returncode == 0
    until = time.monotonic() + 20  # Python's own watcher of leaks ends a bit later
    with pytest.raises(ProcessLookupError):
        while time.monotonic() < until:
            os.killpg(program.pid, 0)
            time.sleep(0.02)


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
