"""An input and its outputs in the file: the loaded model predicts what it predicted."""

import h5py
import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers, saving
from kerasish.base.errors import FileError
from kerasish.saving.probe import GROUP

X = np.linspace(-1, 1, 8).reshape(2, 4)


@pytest.fixture
def model():
    model = kerasish.Sequential(
        [kerasish.Input((4,)), layers.Dense(3, name="d"), layers.Dropout(0.5)]
    )
    model.compile("sgd", "mse")
    return model


@pytest.mark.parametrize("name", ["m.h5", "m.keras"])
def test_models_prove_that_they_predict_the_same(model, tmp_path, name):
    model.save(tmp_path / name, probe=X)
    saving.load_model(tmp_path / name, probe=True)
    assert saving.verify(tmp_path / name) is True
    assert saving.inspect(tmp_path / name).suspicious == []


def test_models_that_predict_something_else_are_told(model, tmp_path):
    path = tmp_path / "m.h5"
    model.save(path, probe=X)
    with h5py.File(path, "r+") as f:
        f[f"{GROUP}/outputs/0"][1, 2] += 0.01
    with pytest.raises(FileError, match=r"output 0 is off by 0\.01, "):
        saving.load_model(path, verify=False, probe=True)
    saving.load_model(path, verify=False)


def test_several_inputs_keep_their_structure(tmp_path):
    a, b = kerasish.Input((2,), name="a"), kerasish.Input((3,), name="b")
    x = layers.Concatenate()([layers.Dense(2)(a), layers.Dense(2)(b)])
    model = kerasish.Model({"a": a, "b": b}, [x, layers.Dense(1)(x)])
    path = tmp_path / "m.keras"
    model.save(path, probe={"a": np.ones((1, 2)), "b": np.ones((1, 3))})
    saving.load_model(path, probe=True)


def test_a_file_without_a_probe(model, tmp_path):
    model.save(tmp_path / "m.h5")
    with pytest.raises(FileError, match="no probe in it"):
        saving.load_model(tmp_path / "m.h5", probe=True)


def test_probes_are_small_and_of_numbers(model, tmp_path):
    with pytest.raises(graph.ArgumentError, match="more than a megabyte"):
        model.save(tmp_path / "m.h5", probe=np.ones((100_000, 4)))
    words = kerasish.Sequential(
        [kerasish.Input((1,), dtype="string"), layers.StringLookup(vocabulary=["a"])]
    )
    with pytest.raises(graph.ArgumentError, match="must be of numbers"):
        words.save(tmp_path / "m.keras", probe=np.array([["a"]]))
    assert list(tmp_path.iterdir()) == []
