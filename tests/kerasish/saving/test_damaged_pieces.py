"""Files of which a part is damaged: what is whole is loaded, what is not is told."""

from __future__ import annotations

import json
import warnings
import zipfile

import h5py
import numpy as np
import pytest

import kerasish
from kerasish import layers, models, saving
from kerasish.base.errors import ConfigError, FileError

X = np.ones((2, 3), "float32")


@pytest.fixture(scope="module")
def model():
    model = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(2, name="d")])
    model.compile("adam", "mse", metrics=["mae"])
    model.fit(X, np.ones((2, 2)), verbose=0)
    return model


@pytest.fixture(scope="module")
def whole(model, tmp_path_factory):
    path = tmp_path_factory.mktemp("damaged") / "m.h5"
    model.save(path)
    return path


def changed(whole, folder, change):
    """A copy with a change, and without a digest, as other Keras write files."""
    path = folder / "m.h5"
    path.write_bytes(whole.read_bytes())
    with h5py.File(path, "r+") as f:
        for name in [n for n in f.attrs if n.startswith("kerasish_digest")]:
            del f.attrs[name]
        change(f)
    return path


def training(**changes):
    """Sets parts of the training config."""

    def change(f):
        config = json.loads(f.attrs["training_config"])
        f.attrs["training_config"] = json.dumps({**config, **changes})

    return change


def attribute(value, name="training_config"):
    def change(f):
        f.attrs[name] = value

    return change


ADAM = {"class_name": "Adam", "config": {"learning_rate": 0.1}}


@pytest.mark.parametrize(
    "change",
    [
        attribute(""),
        attribute("null and void"),
        attribute('{"optimizer_config": {"class_na'),
        attribute("[]"),
        attribute("7"),
        attribute("{}"),
        attribute(b"\xff\xfe"),
        attribute(np.arange(3)),
        attribute("[" * 3000),
        training(optimizer_config=None),
        training(optimizer_config=[]),
        training(optimizer_config={}),
        training(optimizer_config={"class_name": 3, "config": {}}),
        training(optimizer_config={"class_name": "Nonsense", "config": {}}),
        training(optimizer_config={"class_name": "Adam", "config": 3}),
        training(optimizer_config={"class_name": "Adam", "config": {"x": 1}}),
        training(
            optimizer_config={"class_name": "Adam", "config": {"learning_rate": []}}
        ),
        training(loss="no such loss"),
        training(loss={"class_name": "NoSuch", "config": {}}),
        training(loss=["mse", "mse", "mse"]),
        training(loss=17),
        training(metrics=["no such metric"]),
        training(metrics=[[{"class_name": "MeanMetricWrapper"}]]),
        training(metrics=[[{"class_name": "MeanMetricWrapper", "config": None}]]),
        training(metrics={"no output": ["mae"]}),
        training(metrics=3.5),
        training(loss_weights="heavy"),
        training(weighted_metrics=[{"class_name": []}]),
    ],
)
def test_no_damage_of_the_training_config_blocks_the_model(
    whole, model, tmp_path, change
):
    path = changed(whole, tmp_path, change)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        again = models.load_model(path)
    np.testing.assert_array_equal(again(X), model(X))
    if again.optimizer is None:
        texts = [str(w.message) for w in told]
        assert any("training configuration cannot" in t for t in texts), texts
    again.compile("sgd", "mse")
    again.fit(X, np.ones((2, 2)), verbose=0)


def drop_state(f):
    del f["optimizer_weights"]


def drop_one_state(f):
    names = list(f["optimizer_weights"].attrs["weight_names"])
    del f["optimizer_weights"][names[-1]]


def other_shape_of_state(f):
    names = list(f["optimizer_weights"].attrs["weight_names"])
    del f["optimizer_weights"][names[-1]]
    f["optimizer_weights"][names[-1]] = np.zeros((9, 9), "float32")


def state_is_no_group(f):
    del f["optimizer_weights"]
    f["optimizer_weights"] = np.zeros(3)


@pytest.mark.parametrize(
    "change", [drop_state, drop_one_state, other_shape_of_state, state_is_no_group]
)
def test_a_damaged_state_of_the_optimizer_does_not_block(
    whole, model, tmp_path, change
):
    path = changed(whole, tmp_path, change)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        again = models.load_model(path)
    np.testing.assert_array_equal(again(X), model(X))


def rename_layer(f):
    f.move("model_weights/d", "model_weights/e")


def weight_is_a_group(f):
    name = f["model_weights/d"].attrs["weight_names"][0]
    del f["model_weights/d"][name]
    f["model_weights/d"].create_group(name)


def weight_is_missing(f):
    del f["model_weights/d"][f["model_weights/d"].attrs["weight_names"][0]]


def no_weights(f):
    del f["model_weights"]


def no_names(f):
    del f["model_weights"].attrs["layer_names"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (rename_layer, "layer 'd' is named but missing"),
        (weight_is_a_group, "is not a dataset"),
        (weight_is_missing, "is named but missing"),
        (no_weights, "group 'model_weights' is missing"),
        (no_names, "the file has 0 layers with weights, the model 1"),
        (attribute("{", "model_config"), "'model_config' is not JSON"),
        (attribute("[]", "model_config"), "does not describe a model"),
    ],
)
def test_missing_pieces_of_the_model_are_named(whole, tmp_path, change, message):
    path = changed(whole, tmp_path, change)
    with pytest.raises((FileError, ConfigError), match=message):
        models.load_model(path)
    found = saving.inspect(path)
    assert found.problems or found.parameters == 0 or not found.holds_model


@pytest.mark.parametrize("file", ["w.h5", "m.weights.h5"])
def test_weights_alone_say_how_to_load_them(model, tmp_path, file):
    model.save_weights(tmp_path / file)
    with pytest.raises(FileError) as caught:
        models.load_model(tmp_path / file)
    assert "there is no model in this file" in str(caught.value)
    assert "model.load_weights(path)" in str(caught.value)


def test_an_archive_without_weights_or_metadata_says_which_is_missing(model, tmp_path):
    model.save(tmp_path / "m.keras")
    with zipfile.ZipFile(tmp_path / "m.keras") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for lost in ("config.json", "metadata.json", "model.weights.h5"):
        with zipfile.ZipFile(tmp_path / "part.keras", "w") as archive:
            for name, data in members.items():
                if name != lost:
                    archive.writestr(name, data)
        with pytest.raises(FileError, match=f"there is no '{lost}'"):
            models.load_model(tmp_path / "part.keras")
        assert any(
            lost in text for text in saving.inspect(tmp_path / "part.keras").problems
        )
