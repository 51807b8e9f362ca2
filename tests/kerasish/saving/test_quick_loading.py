"""Loading does no work that the file makes needless."""

import numpy as np
import pytest

import kerasish
from kerasish import layers, models
from kerasish.base import variable


def small_model():
    return kerasish.Sequential(
        [
            kerasish.Input((4,)),
            layers.Dense(3, name="dense"),
            layers.BatchNormalization(name="norm"),
        ]
    )


@pytest.mark.parametrize("name", ["m.h5", "m.keras"])
def test_initial_values_are_not_computed(tmp_path, name, monkeypatch):
    model = small_model()
    model.save(tmp_path / name)

    def fail(*_):
        raise AssertionError("an initial value was computed")

    monkeypatch.setattr(variable, "initial_value", fail)
    again = models.load_model(tmp_path / name)
    x = np.ones((2, 4), "float32")
    np.testing.assert_array_equal(again(x), model(x))


def test_what_the_file_lacks_gets_its_initial_value(tmp_path):
    small_model().save_weights(tmp_path / "m.h5")
    other = kerasish.Sequential(
        [
            kerasish.Input((4,)),
            layers.Dense(3, name="dense"),
            layers.Dense(2, kernel_initializer="ones", name="new"),
        ]
    )
    other.load_weights(tmp_path / "m.h5", by_name=True)
    np.testing.assert_array_equal(
        other.get_layer("new").kernel.numpy(), np.ones((3, 2))
    )


@pytest.mark.parametrize("name", ["m.h5", "m.weights.h5"])
def test_arrays_of_the_file_are_the_values_themselves(tmp_path, name, monkeypatch):
    model = small_model()
    model.save_weights(tmp_path / name)
    again = small_model()
    taken = []
    take = variable.Variable.take
    monkeypatch.setattr(
        variable.Variable, "take", lambda v, a: (taken.append(a), take(v, a))[1]
    )
    again.load_weights(tmp_path / name)
    assert len(taken) == len(again.weights)
    assert {id(a) for a in taken} == {id(w.array) for w in again.weights}
