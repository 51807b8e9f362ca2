"""Weights alone: both layouts, by name, mismatches, and nothing set by halves."""

import h5py
import numpy as np
import pytest

import kerasish
from kerasish import layers


def model_of(units=3, name="d"):
    return kerasish.Sequential(
        [
            kerasish.Input((4,)),
            layers.Dense(units, name=name),
            layers.BatchNormalization(name=f"{name}_norm"),
            layers.Dense(1, name=f"{name}_out"),
        ]
    )


@pytest.mark.parametrize("file", ["m.h5", "m.weights.h5"])
def test_weights_survive(tmp_path, file):
    model, other = model_of(), model_of()
    model.save_weights(tmp_path / file)
    other.load_weights(tmp_path / file)
    for a, b in zip(model.get_weights(), other.get_weights()):
        np.testing.assert_array_equal(a, b)


def test_weights_of_a_whole_model_file(tmp_path):
    model, other = model_of(), model_of()
    model.save(tmp_path / "m.h5")
    other.load_weights(tmp_path / "m.h5")
    np.testing.assert_array_equal(model.get_weights()[0], other.get_weights()[0])


def test_the_state_of_the_optimizer_is_in_the_new_layout(tmp_path):
    model, other = model_of(), model_of()
    x, y = np.ones((8, 4), "float32"), np.ones((8, 1), "float32")
    for m in (model, other):
        m.compile("adam", "mse")
    model.fit(x, y, epochs=3, verbose=0)
    other.fit(x, y, epochs=1, verbose=0)
    model.save_weights(tmp_path / "m.weights.h5")
    other.load_weights(tmp_path / "m.weights.h5")
    assert int(other.optimizer.iterations) == 3
    for a, b in zip(model.optimizer.variables, other.optimizer.variables):
        np.testing.assert_array_equal(a.numpy(), b.numpy())


@pytest.mark.parametrize("file", ["m.h5", "m.weights.h5"])
def test_another_shape_changes_nothing(tmp_path, file):
    model_of(3).save_weights(tmp_path / file)
    other = model_of(5)
    before = other.get_weights()
    with pytest.raises(ValueError, match="shape"):
        other.load_weights(tmp_path / file)
    for a, b in zip(before, other.get_weights()):
        np.testing.assert_array_equal(a, b)


def test_skip_mismatch_takes_what_fits(tmp_path):
    model = model_of(3)
    model.save_weights(tmp_path / "m.h5")
    other = kerasish.Sequential(
        [
            kerasish.Input((4,)),
            layers.Dense(3, name="d"),
            layers.BatchNormalization(name="d_norm"),
            layers.Dense(2, name="d_out"),
        ]
    )
    other.load_weights(tmp_path / "m.h5", skip_mismatch=True)
    np.testing.assert_array_equal(other.get_weights()[0], model.get_weights()[0])
    assert other.weights[-2].shape == (3, 2)


def test_by_name_takes_layers_of_the_same_name(tmp_path):
    model = model_of(3)
    model.save_weights(tmp_path / "m.h5")
    other = kerasish.Sequential(
        [kerasish.Input((4,)), layers.Dense(3, name="d"), layers.Dense(9, name="new")]
    )
    other.load_weights(tmp_path / "m.h5", by_name=True)
    np.testing.assert_array_equal(other.get_weights()[0], model.get_weights()[0])


def test_another_number_of_layers_shows_both_lists(tmp_path):
    model_of().save_weights(tmp_path / "m.h5")
    other = kerasish.Sequential([kerasish.Input((4,)), layers.Dense(3, name="only")])
    wanted = "3 layers with weights, the model 1"
    with pytest.raises(ValueError, match=wanted) as caught:
        other.load_weights(tmp_path / "m.h5")
    assert "only" in str(caught.value)
    assert "d_norm" in str(caught.value)


def test_attributes_of_subclassed_models_in_the_order_of_keras_2(tmp_path):
    """Keras 2 gave a layer the last of its names in the alphabet, not the first."""

    class Own(kerasish.Model):
        def __init__(self):
            super().__init__()
            self.first = layers.Dense(3)
            self.second = layers.Dense(2)

        def call(self, x):
            return self.second(self.first(x))

    x = np.ones((1, 4), "float32")
    model, again = Own(), Own()
    model(x), again(x)
    with h5py.File(tmp_path / "own.weights.h5", "w") as f:
        for place, layer in (("layers/dense", model.first), ("second", model.second)):
            for number, weight in enumerate(layer.weights):
                f[f"{place}/vars/{number}"] = weight.numpy()
        f.create_group("vars")
    again.load_weights(tmp_path / "own.weights.h5")
    np.testing.assert_array_equal(again(x), model(x))
