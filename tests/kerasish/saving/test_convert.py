"""Conversion of files: every readable form to every writable one, compared."""

from __future__ import annotations

import os
import warnings

import h5py
import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers, models, saving
from kerasish.base.errors import ConfigError, FileError
from kerasish.convert import main
from kerasish.saving import conversion

X = np.random.default_rng(0).random((4, 3), dtype="float32")


@pytest.fixture
def model():
    stack = [kerasish.Input((3,)), layers.Dense(4, "tanh"), layers.BatchNormalization()]
    model = kerasish.Sequential([*stack, layers.Dense(2)])
    model.compile("adam", "mse")
    model.fit(X, np.ones((4, 2)), verbose=0)
    return model


@pytest.mark.parametrize("new", ["new.keras", "new.h5", "new.weights.h5"])
@pytest.mark.parametrize("old", ["old.keras", "old.h5"])
def test_from_every_form_to_every_form(model, tmp_path, old, new):
    model.save(tmp_path / old)
    done = saving.convert(tmp_path / old, tmp_path / new)
    assert done.verified and "largest difference 0 on (2, 3)" in str(done)
    assert sorted(os.listdir(tmp_path)) == sorted([old, new])
    if new == "new.weights.h5":
        again = model.from_config(model.get_config())
        again.load_weights(tmp_path / new)
    else:
        again = models.load_model(tmp_path / new)
        for a, b in zip(model.optimizer.variables, again.optimizer.variables):
            np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(model(X), again(X))


def test_weights_with_an_architecture_beside_them(model, tmp_path, capsys):
    model.save_weights(tmp_path / "w.h5")
    (tmp_path / "m.json").write_text(model.to_json())
    new = str(tmp_path / "new.keras")
    assert main([str(tmp_path / "w.h5"), new]) == 1
    assert "there is no model in this file" in capsys.readouterr().out
    json = ["--architecture", str(tmp_path / "m.json")]
    assert main([str(tmp_path / "w.h5"), new, *json]) == 0
    np.testing.assert_array_equal(models.load_model(new)(X), model(X))


def test_nothing_is_replaced_without_force(model, tmp_path, capsys):
    old, new = str(tmp_path / "old.h5"), tmp_path / "new.keras"
    model.save(old)
    new.write_bytes(b"precious")
    assert main([old, str(new)]) == 1
    assert new.read_bytes() == b"precious"
    assert "exists" in capsys.readouterr().out
    assert main([old, str(new), "--force"]) == 0
    assert "verified" in capsys.readouterr().out
    with pytest.raises(graph.ArgumentError, match=r"must end in \.keras"):
        saving.convert(old, tmp_path / "new.onnx")
    assert main([str(tmp_path / "none.h5"), str(tmp_path / "x.h5")]) == 1
    assert not (tmp_path / "x.h5").exists()


def test_a_file_that_predicts_something_else_is_not_written(
    model, tmp_path, monkeypatch
):
    model.save(tmp_path / "old.h5")

    def lossy(model, path):
        model.layers[0].kernel.assign(model.layers[0].kernel * 1.01)
        conversion.save_model(model, path)
        model.layers[0].kernel.assign(model.layers[0].kernel / 1.01)

    monkeypatch.setattr(conversion, "_write", lossy)
    with pytest.raises(FileError, match="would not predict what the source predicts"):
        saving.convert(tmp_path / "old.h5", tmp_path / "new.keras")
    assert os.listdir(tmp_path) == ["old.h5"]


def test_inputs_of_every_kind_are_made_up(tmp_path):
    i = kerasish.Input((None,), dtype="int32", name="i")
    j = kerasish.Input((None, 3), name="j")
    h = layers.Embedding(7, 4)(i)
    h = layers.Concatenate()([h, j])
    model = kerasish.Model({"i": i, "j": j}, [layers.LSTM(2)(h), layers.Dense(1)(j)])
    model.save(tmp_path / "old.keras")
    done = saving.convert(tmp_path / "old.keras", tmp_path / "new.h5")
    assert done.verified and "(2, 16)" in done.detail


def test_what_cannot_be_compared_is_said(tmp_path, capsys):
    i = kerasish.Input((), dtype="string")
    look = layers.StringLookup(vocabulary=["a", "b"])
    kerasish.Model(i, look(i)).save(tmp_path / "old.keras")
    code = main([str(tmp_path / "old.keras"), str(tmp_path / "new.keras")])
    assert code == 3 and "not verified, the model takes text" in capsys.readouterr().out


def test_own_classes_are_given_in_python(tmp_path, capsys):
    class Twice(layers.Layer):
        def call(self, x):
            return 2 * x

    model = kerasish.Sequential([kerasish.Input((3,)), Twice(), layers.Dense(1)])
    model.save(tmp_path / "old.h5")
    with pytest.raises(ConfigError, match="custom_objects"):
        saving.convert(tmp_path / "old.h5", tmp_path / "new.keras")
    known = {"Twice": Twice}
    done = saving.convert(
        tmp_path / "old.h5", tmp_path / "new.keras", custom_objects=known
    )
    assert done.verified
    assert main([str(tmp_path / "old.h5"), str(tmp_path / "x.keras")]) == 1
    assert "Twice" in capsys.readouterr().out


def test_a_damaged_training_config_is_a_warning(model, tmp_path, capsys):
    model.save(tmp_path / "old.h5")
    with h5py.File(tmp_path / "old.h5", "r+") as f:
        f.attrs["training_config"] = "{]"
    saving.write_digest(tmp_path / "old.h5")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert main([str(tmp_path / "old.h5"), str(tmp_path / "new.keras")]) == 0
    assert "training configuration cannot be restored" in capsys.readouterr().err
