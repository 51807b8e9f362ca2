"""Weights of samples and classes, by output; means that are exact; weights unused."""

from __future__ import annotations

import numpy as np
import pytest

import kerasish
from graph import ArgumentError
from kerasish import layers
from kerasish.base.errors import DataError
from kerasish.training.advice import TrainingAdvice

RNG = np.random.default_rng(0)
X = RNG.normal(size=(5, 3)).astype("float32")
Y = RNG.integers(0, 2, (5, 1)).astype("float32")
W = np.arange(1.0, 6.0, dtype="float32")


def two_outputs(loss, kind=kerasish.Model, **arguments):
    inputs = kerasish.Input((3,))
    ends = {name: layers.Dense(1, name=name)(inputs) for name in ("a", "b")}
    model = kind(inputs, ends)
    model.compile(kerasish.optimizers.SGD(0.0), loss, **arguments)
    return model


def errors(model, name):
    return np.square(model.predict(X, verbose=0)[name] - Y)[:, 0]


@pytest.mark.parametrize("mode", ["fit", "evaluate"])
def test_means_over_a_short_last_batch_are_exact(mode):
    model = two_outputs({"a": "mse", "b": "mse"}, weighted_metrics={"a": ["mae"]})
    weights = {"a": W, "b": np.ones(5, "float32")}
    y = {"a": Y, "b": Y}
    if mode == "fit":
        arguments = {"sample_weight": weights, "verbose": 0, "shuffle": False}
        logs = model.fit(X, y, 4, **arguments).history
        logs = {name: values[0] for name, values in logs.items()}
    else:
        logs = model.evaluate(X, y, 4, 0, weights, return_dict=True)
    a, b = errors(model, "a") * W, errors(model, "b")
    np.testing.assert_allclose(logs["loss"], (a + b).mean(), 1e-5)
    # the loss of an output counts batches, as in Keras on TensorFlow
    np.testing.assert_allclose(logs["a_loss"], (a[:4].mean() + a[4]) / 2, 1e-5)
    np.testing.assert_allclose(logs["b_loss"], (b[:4].mean() + b[4]) / 2, 1e-5)
    mae = (np.sqrt(errors(model, "a")) * W).sum() / W.sum()
    np.testing.assert_allclose(logs["a_mae"], mae, 1e-5)


def test_class_weights_by_name_are_sample_weights():
    model = two_outputs({"a": "mse", "b": "mse"})
    by_class = {"a": {0: 1.0, 1: 3.0}, "b": {0: 2.0, 1: 0.5}}
    history = model.fit(X, {"a": Y, "b": Y}, class_weight=by_class, verbose=0).history
    for name in by_class:
        weights = np.where(Y[:, 0] == 1, by_class[name][1], by_class[name][0])
        want = (errors(model, name) * weights).mean()
        np.testing.assert_allclose(history[f"{name}_loss"], want, 1e-5)
    inputs = kerasish.Input((3,))
    listed = kerasish.Model(inputs, [layers.Dense(1, name=n)(inputs) for n in "ab"])
    listed.set_weights(model.get_weights())
    listed.compile("sgd", "mse")
    again = listed.fit(X, [Y, Y], class_weight=by_class, verbose=0).history
    np.testing.assert_allclose(again["loss"], history["loss"], 1e-6)


@pytest.mark.parametrize(
    ("loss", "mode", "weights", "text"),
    [
        ({"a": "mse", "b": None}, "fit", {"a": W, "b": W}, "of output 'b' has no eff"),
        ({"a": "mse", "b": None}, "evaluate", {"a": W, "b": W}, "of output 'b' has no"),
        (None, "evaluate", W, "sample_weight .or class_weight. has no effect"),
    ],
)
def test_weights_without_effect_are_an_error(loss, mode, weights, text):
    model = two_outputs(loss, metrics={"a": ["mae"]})
    if mode == "fit":
        model.get_layer("b").trainable = False
    with pytest.raises(DataError, match=text):
        getattr(model, mode)(X, {"a": Y, "b": Y}, sample_weight=weights, verbose=0)


def test_weights_for_metrics_only_have_an_effect():
    model = two_outputs({"a": "mse", "b": None}, weighted_metrics={"b": ["mse"]})
    logs = model.evaluate(X, {"a": Y, "b": Y}, 8, 0, {"a": W, "b": W}, return_dict=True)
    want = (errors(model, "b") * W).sum() / W.sum()
    np.testing.assert_allclose(logs["b_mse"], want, 1e-5)


@pytest.mark.parametrize("what", ["sample_weight", "targets"])
def test_names_that_no_output_has_are_an_error(what):
    model = two_outputs({"a": "mse", "b": "mse"})
    y, weights = {"a": Y, "b": Y}, {"a": W}
    (y if what == "targets" else weights)["c"] = W
    with pytest.raises(ArgumentError, match=f"{what}: there is no output 'c'"):
        model.fit(X, y, sample_weight=weights, verbose=0)


def test_a_step_of_the_users_own_is_only_told():
    class Own(kerasish.Model):
        def test_step(self, data):
            x, y, _ = data
            return {"loss": self.compute_loss(x, y, self(x))}

    model = two_outputs({"a": "mse", "b": "mse"}, Own)
    with pytest.warns(TrainingAdvice, match="unused sample_weight: .*Own.test_step"):
        model.evaluate(X, {"a": Y, "b": Y}, sample_weight=W, verbose=0)
