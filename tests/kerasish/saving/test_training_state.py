"""The state that a training goes on from, in one process and in the next."""

import random

import numpy as np
import pytest

import kerasish
from kerasish import layers
from kerasish.base.errors import ConfigError, FileError
from kerasish.base.random_state import random_state, set_random_state
from kerasish.saving import restore_training_state, training_state

X = np.random.default_rng(0).normal(size=(12, 3)).astype("float32")
Y = (X[:, :1] > 0).astype("float32")


@pytest.fixture(autouse=True)
def numpy_engine(monkeypatch):
    monkeypatch.setenv("KERASISH_ENGINE", "numpy")


def compiled(units=2):
    model = kerasish.Sequential(
        [
            kerasish.Input((3,)),
            layers.Dense(units),
            layers.BatchNormalization(),
            layers.Dropout(0.3),
            layers.Dense(1),
        ]
    )
    model.compile("adam", "mse", metrics=["accuracy"])
    return model


def test_a_new_model_goes_on_with_the_same_shuffles_and_dropouts():
    model = compiled()
    model.fit(X, Y, batch_size=4, verbose=0)
    state = training_state(model)
    wanted = model.fit(X, Y, batch_size=4, epochs=2, verbose=0).history
    kerasish.utils.set_random_seed(99)
    kerasish.random.normal((3,))
    other = compiled()
    restore_training_state(other, state)
    assert other.fit(X, Y, batch_size=4, epochs=2, verbose=0).history == wanted
    for a, b in zip(model.variables, other.variables):
        np.testing.assert_array_equal(a.numpy(), b.numpy())
    for a, b in zip(model.optimizer.variables, other.optimizer.variables):
        np.testing.assert_array_equal(a.numpy(), b.numpy())


def test_metrics_go_on_in_the_middle_of_an_epoch():
    model = compiled()
    step = model.make_train_function()
    step(iter([(X[:4], Y[:4])]))
    state = training_state(model)
    wanted = step(iter([(X[4:8], Y[4:8])]))
    other = compiled()
    restore_training_state(other, state, batch=(X[:4], Y[:4]))
    assert other.make_train_function()(iter([(X[4:8], Y[4:8])])) == wanted


def test_the_state_of_another_model_changes_nothing():
    state, other = training_state(compiled(5)), compiled(2)
    before, stood = other.get_weights(), random_state()
    with pytest.raises(FileError, match="layers/dense/0: float32"):
        restore_training_state(other, state)
    for a, b in zip(before, other.get_weights()):
        np.testing.assert_array_equal(a, b)
    assert random_state() == stood


def test_generators_of_python_and_numpy_and_the_shared_one():
    kerasish.utils.set_random_seed(3)
    kerasish.random.normal((2,))

    def draws():
        shared = kerasish.random.normal((2,)).numpy().tolist()
        return [random.random(), random.gauss(0, 1), np.random.normal(), shared]

    random.gauss(0, 1)  # half of a pair is kept
    state = random_state()
    wanted = draws()
    kerasish.utils.clear_session()
    set_random_state(state)
    assert draws() == wanted


@pytest.mark.parametrize("bad", [{}, {"python": [3, [1], None]}, {"python": None}])
def test_another_thing_is_no_random_state(bad):
    state = random_state()
    try:
        with pytest.raises(ConfigError, match="not the state of random generators"):
            set_random_state({**state, **bad} if bad else bad)
    finally:
        set_random_state(state)


def test_factors_of_lora_go_on_where_they_were():
    """Files hold their sum with the weight; a training needs each of them."""

    def tuned():
        model = compiled()
        model.layers[0].enable_lora(1)
        model.compile("adam", "mse")
        return model

    model = tuned()
    model.fit(X, Y, batch_size=4, verbose=0)
    state = training_state(model)
    losses = model.fit(X, Y, batch_size=4, verbose=0).history["loss"]
    again = tuned()
    restore_training_state(again, state)
    assert again.layers[0].lora_kernel_b.numpy().any()
    assert again.fit(X, Y, batch_size=4, verbose=0).history["loss"] == losses
