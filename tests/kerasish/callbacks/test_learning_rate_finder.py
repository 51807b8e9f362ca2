"""LearningRateFinder: what it tries, what it suggests, and that it leaves no trace."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import kerasish
from graph import ArgumentError
from kerasish.base.errors import NotBuiltError
from kerasish.base.extras import MissingExtraError
from kerasish.callbacks import LearningRateFinder

RNG = np.random.default_rng(0)
X = RNG.normal(size=(64, 3)).astype("float32")
Y = X @ np.ones((3, 1), "float32")


def model_of(optimizer="adam", **arguments):
    kerasish.utils.set_random_seed(0)
    model = kerasish.Sequential(
        [kerasish.Input((3,)), kerasish.layers.Dropout(0.1), kerasish.layers.Dense(1)]
    )
    model.compile(optimizer, "mse", metrics=["mae"], **arguments)
    return model


def test_rates_are_even_in_their_logarithm_and_losses_those_of_steps():
    model = model_of(kerasish.optimizers.SGD())
    finder = LearningRateFinder(1e-6, 1e-2, steps=5)
    model.layers[0].rate = 0.0
    before = model.get_weights()
    model.fit(X, Y, 16, 4, verbose=0, shuffle=False, callbacks=[finder])
    np.testing.assert_allclose(finder.rates, [1e-6, 1e-5, 1e-4, 1e-3, 1e-2])
    kernel, bias = before
    for step, (rate, loss) in enumerate(zip(finder.rates, finder.losses)):
        rows = slice(step % 4 * 16, step % 4 * 16 + 16)
        error = X[rows] @ kernel + bias - Y[rows]
        np.testing.assert_allclose(loss, np.square(error).mean(), 1e-5)
        kernel = kernel - rate * 2 * X[rows].T @ error / 16
        bias = bias - rate * 2 * error.mean()


def test_steps_by_default_are_those_of_fit():
    finder = LearningRateFinder(1e-6, 1e-5)
    model_of().fit(X, Y, 16, 2, verbose=0, callbacks=[finder])
    assert len(finder.rates) == 8
    np.testing.assert_allclose(finder.rates[-1], 1e-5)


@pytest.mark.parametrize("use_ema", [False, True])
def test_nothing_is_left_of_it(use_ema):
    adam = kerasish.optimizers.Adam
    plain, tried = (model_of(adam(use_ema=use_ema)) for _ in range(2))
    finder = LearningRateFinder(steps=30)
    tried.fit(X, Y, verbose=0, epochs=50, callbacks=[finder], shuffle=False)
    arguments = {"verbose": 0, "epochs": 2, "shuffle": False}
    histories = [m.fit(X, Y, **arguments).history for m in (plain, tried)]
    assert histories[0] == histories[1]
    assert int(tried.optimizer.iterations) == int(plain.optimizer.iterations) == 4
    for a, b in zip(plain.get_weights(), tried.get_weights()):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("stop_factor", [4.0, 1e300])
def test_it_ends_when_the_loss_explodes_and_nobody_is_warned(stop_factor):
    finder = LearningRateFinder(1e-4, 1e30, steps=60, stop_factor=stop_factor)
    model = model_of("sgd")
    model.fit(X, Y, 16, 20, verbose=0, callbacks=[finder])
    assert 5 < len(finder.rates) < 40
    assert np.isfinite(model.get_weights()[0]).all()


def test_the_suggestion_is_where_the_loss_falls_fastest():
    finder = LearningRateFinder()
    finder.rates = [10.0**k for k in range(-6, 1)]
    finder.losses = [1.0, 1.0, 0.9, 0.4, 0.3, 0.4, float("nan")]
    assert finder.suggestion == 1e-3
    finder.losses = [1.0, 1.1, 1.2, 1.3, 2.0, 3.0, 9.0]
    assert finder.suggestion is None


def test_smoothing_has_no_pull_to_zero():
    finder = LearningRateFinder(smoothing=0.5)
    finder.losses = [2.0, 2.0, 4.0]
    weights = np.array([1, 2, 4]) / 7
    np.testing.assert_allclose(finder.smoothed()[:2], [2.0, 2.0])
    np.testing.assert_allclose(finder.smoothed()[2], weights @ [2.0, 2.0, 4.0])


def test_a_killed_search_goes_on(tmp_path):
    class Stop(kerasish.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 1:
                raise RuntimeError

    whole, first, second = (LearningRateFinder(1e-6, 1e-2, steps=8) for _ in range(3))
    arguments = {"batch_size": 16, "verbose": 0, "epochs": 2}
    model_of().fit(X, Y, callbacks=[whole], **arguments)
    with pytest.raises(RuntimeError):
        model_of().fit(X, Y, callbacks=[first, Stop()], resume=tmp_path, **arguments)
    model = model_of()
    model.fit(X, Y, callbacks=[second], resume=tmp_path, **arguments)
    assert second.losses == whole.losses and len(first.losses) == 4
    for a, b in zip(model.get_weights(), model_of().get_weights()):
        np.testing.assert_array_equal(a, b)


def test_plots(tmp_path):
    pytest.importorskip("matplotlib")
    finder = LearningRateFinder(1e-3, 1.0)
    model_of("sgd").fit(X, Y, 8, 5, verbose=0, callbacks=[finder])
    axes = finder.plot(tmp_path / "rates.png")
    assert (tmp_path / "rates.png").read_bytes().startswith(b"\x89PNG")
    assert axes.get_xscale() == "log" and len(axes.lines) == 3
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), finder.losses)


def test_plots_name_their_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"kerasish\[plot\]"):
        LearningRateFinder().plot("rates.png")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"start": 0.0}, "start must be"),
        ({"start": 1.0, "end": 0.5}, "start must be below end"),
        ({"steps": 0}, "steps must be"),
        ({"smoothing": 1.5}, "smoothing must be"),
        ({"stop_factor": -1}, "stop_factor must be"),
    ],
)
def test_arguments_are_checked(arguments, text):
    with pytest.raises(ArgumentError, match=text):
        LearningRateFinder(**arguments)


def test_models_that_cannot_be_restored_are_refused():
    fit = {"x": X, "y": Y, "verbose": 0, "callbacks": [LearningRateFinder()]}
    unbuilt = kerasish.Sequential([kerasish.layers.Dense(1)])
    unbuilt.compile("sgd", "mse")
    with pytest.raises(NotBuiltError, match="has no weights yet"):
        unbuilt.fit(**fit)
    schedule = kerasish.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
    with pytest.raises(ArgumentError, match="learning rate cannot be set"):
        model_of(kerasish.optimizers.SGD(schedule)).fit(**fit)
