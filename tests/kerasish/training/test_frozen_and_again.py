"""Frozen layers, and models that are fitted or compiled again."""

import numpy as np
import pytest

import kerasish
from kerasish import layers


def data(n=12):
    random = np.random.default_rng(0)
    x = random.normal(size=(n, 3)).astype("float32") + 2.0
    return x, x[:, :1]


def normed():
    return kerasish.Sequential(
        [kerasish.Input((3,)), layers.BatchNormalization(name="bn"), layers.Dense(1)]
    )


def test_a_frozen_batch_normalization_is_in_inference_mode():
    x, y = data()
    model = normed()
    model.get_layer("bn").trainable = False
    model.compile("sgd", "mse")
    before = model.get_layer("bn").get_weights()
    expected = float(((model.predict(x, verbose=0) - y) ** 2).mean())
    assert model.train_on_batch(x, y) == pytest.approx(expected, rel=1e-5)
    for a, b in zip(before, model.get_layer("bn").get_weights()):
        np.testing.assert_array_equal(a, b)


def test_batch_normalization_moves_in_training_only():
    x, y = data()
    model = normed()
    model.compile("sgd", "mse")
    mean = model.get_layer("bn").moving_mean
    model.evaluate(x, y, verbose=0)
    np.testing.assert_array_equal(mean.numpy(), np.zeros(3))
    model.fit(x, y, verbose=0)
    np.testing.assert_allclose(mean.numpy(), 0.01 * x.mean(0), rtol=1e-4)


def test_a_model_that_is_frozen_as_a_layer_does_not_train():
    x, y = data()
    base = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(2)])
    base.trainable = False
    model = kerasish.Sequential([kerasish.Input((3,)), base, layers.Dense(1)])
    model.compile("adam", "mse")
    before = model.get_weights()
    model.fit(x, y, verbose=0)
    after = model.get_weights()
    np.testing.assert_array_equal(before[0], after[0])
    assert (before[2] != after[2]).any()


def test_freezing_acts_on_the_next_compile():
    x, y = data()
    model = normed()
    model.compile("adam", "mse")
    model.fit(x, y, verbose=0)
    model.layers[-1].trainable = False
    model.compile("adam", "mse")
    before = model.layers[-1].get_weights()
    model.fit(x, y, verbose=0)
    np.testing.assert_array_equal(before[0], model.layers[-1].get_weights()[0])


def test_fit_goes_on_and_compile_starts_the_optimizer_again():
    x, y = data()
    model = normed()
    model.compile(kerasish.optimizers.Adam(0.01), "mse")
    model.fit(x, y, epochs=2, verbose=0)
    model.fit(x, y, epochs=3, verbose=0)
    assert int(model.optimizer.iterations) == 5
    model.compile(kerasish.optimizers.Adam(0.01), "mse")
    model.fit(x, y, verbose=0)
    assert int(model.optimizer.iterations) == 1


@pytest.mark.parametrize("how", ["set", "assign"])
def test_another_learning_rate_acts_at_once(how):
    x, y = data()
    model = normed()
    model.compile(kerasish.optimizers.SGD(0.1), "mse")
    model.fit(x, y, verbose=0)
    if how == "set":
        model.optimizer.learning_rate = 0.0
    else:
        model.optimizer.learning_rate.assign(0.0)
    before = model.layers[-1].get_weights()
    model.fit(x, y, verbose=0)
    np.testing.assert_array_equal(before[0], model.layers[-1].get_weights()[0])


def test_a_model_without_weights_predicts_and_evaluates():
    x, _ = data()
    model = kerasish.Sequential([kerasish.Input((3,)), layers.ReLU()])
    model.compile("sgd", "mse")
    assert model.evaluate(x, x, verbose=0) == pytest.approx(
        float((np.minimum(x, 0) ** 2).mean())
    )
    model.fit(x, x, verbose=0)


def test_sample_weights_for_each_output_as_a_dict():
    x, y = data()
    inputs = kerasish.Input((3,))
    outputs = {name: layers.Dense(1, name=name)(inputs) for name in ("a", "b")}
    model = kerasish.Model(inputs, outputs)
    model.compile("sgd", {"a": "mse", "b": "mae"}, loss_weights={"a": 0.5, "b": 2.0})
    weights = {"a": np.arange(12.0), "b": np.ones(12)}
    found = model.predict(x, verbose=0)
    a = ((found["a"] - y)[:, 0] ** 2 * weights["a"]).mean()
    b = np.abs(found["b"] - y).mean()
    logs = model.evaluate(
        x, {"a": y, "b": y}, sample_weight=weights, verbose=0, return_dict=True
    )
    assert logs["a_loss"] == pytest.approx(float(a), rel=1e-4)
    assert logs["loss"] == pytest.approx(float(0.5 * a + 2.0 * b), rel=1e-4)


def test_targets_of_one_axis_fit_outputs_of_one_column():
    x, y = data()
    model = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    assert model.evaluate(x, y[:, 0], verbose=0) == pytest.approx(
        model.evaluate(x, y, verbose=0)
    )
