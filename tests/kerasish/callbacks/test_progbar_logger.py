"""What ProgbarLogger prints in fit, evaluate and predict."""

from __future__ import annotations

import io
import re
import sys

import numpy as np
import pytest

import kerasish
from kerasish import callbacks


def fit(verbose, epochs=2, steps=2, known=2):
    logger = callbacks.ProgbarLogger()
    both = callbacks.CallbackList([logger], verbose=verbose, epochs=epochs, steps=known)
    both.on_train_begin()
    for epoch in range(epochs):
        both.on_epoch_begin(epoch)
        for batch in range(steps):
            both.on_train_batch_end(batch, {"loss": 9.0})
        both.on_test_begin()
        both.on_test_batch_end(0, {"loss": 9.0})
        both.on_test_end({"loss": 9.0})
        both.on_epoch_end(epoch, {"loss": 1.0, "val_loss": 2.0})
    both.on_train_end()
    return both


def plain(text):
    """Lines without durations."""
    text = re.sub(r"\d+[mu]?s/step", "T/step", text)
    return re.sub(r"\b\d+s\b", "Ns", text).splitlines()


@pytest.mark.parametrize("verbose", [1, "auto"])
def test_a_log_gets_one_line_an_epoch(verbose, capsys):
    fit(verbose)
    bar = "━" * 20
    line = f"2/2 {bar} Ns T/step - loss: 1.0000 - val_loss: 2.0000"
    assert plain(capsys.readouterr().out) == ["Epoch 1/2", line, "Epoch 2/2", line]


def fit_a_model(**arguments):
    model = kerasish.Sequential([kerasish.Input((2,)), kerasish.layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.ones((8, 2), "float32")
    return model.fit(x, x[:, :1], 4, epochs=2, validation_split=0.5, **arguments)


@pytest.mark.parametrize("arguments", [{}, {"verbose": 1}, {"verbose": 2}])
def test_fit_writes_one_line_an_epoch_into_a_log(arguments, capsys):
    fit_a_model(**arguments)
    lines = plain(capsys.readouterr().out)
    assert [line.split()[0] for line in lines] == ["Epoch", "1/1", "Epoch", "1/1"]
    assert all("\r" not in line and "\x1b" not in line for line in lines)
    assert all("- val_loss: " in line for line in lines[1::2])


def test_fit_works_without_a_screen(monkeypatch):
    stream = io.StringIO()
    stream.close()
    for nowhere in (stream, None):
        monkeypatch.setattr(sys, "stdout", nowhere)
        assert len(fit_a_model(verbose=1).history["loss"]) == 2


def test_verbose_2_has_no_bar(capsys):
    fit(2, epochs=1)
    line = "2/2 - Ns - T/step - loss: 1.0000 - val_loss: 2.0000"
    assert plain(capsys.readouterr().out) == [line]


def test_verbose_0_is_silent(capsys):
    fit(0)
    assert capsys.readouterr().out == ""


def test_unknown_steps_are_counted(capsys):
    fit(1, steps=3, known=None)
    lines = plain(capsys.readouterr().out)
    assert lines[1].startswith("3/3 ")
    assert lines[3].startswith("3/3 ")


def test_batches_cost_nothing_where_no_bar_moves():
    both = callbacks.CallbackList(
        [callbacks.ProgbarLogger()], verbose=1, epochs=1, steps=5
    )
    assert not both.listens_to("on_train_batch_end")


def test_evaluate_and_predict_have_a_line(capsys):
    both = callbacks.CallbackList(
        [callbacks.ProgbarLogger()], verbose=2, epochs=1, steps=4
    )
    both.on_test_begin()
    both.on_test_end({"loss": 0.5})
    both.on_predict_begin()
    both.on_predict_batch_end(0, {"outputs": [1]})
    both.on_predict_end()
    assert plain(capsys.readouterr().out) == [
        "4/4 - Ns - T/step - loss: 0.5000",
        "4/4 - Ns - T/step",
    ]


def test_validation_is_not_silent_after_fit(capsys):
    both = fit(2, epochs=1)
    capsys.readouterr()
    both.on_test_begin()
    both.on_test_end({"loss": 0.5})
    assert plain(capsys.readouterr().out) == ["2/2 - Ns - T/step - loss: 0.5000"]
