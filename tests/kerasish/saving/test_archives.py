"""``.keras`` archives: of Keras 3.15, our own, damaged and hostile ones."""

from __future__ import annotations

import copy
import io
import json
import os
import pickle
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers, models, optimizers, saving
from kerasish.base.errors import FileError

FILES = Path(__file__).parent / "files"
X = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")
Y = X.sum(-1, keepdims=True)


class Gain(layers.Layer):
    """Keeps its weight under a name, and a text beside."""

    note = None

    def build(self, shape):
        self.gain = self.add_weight((shape[-1],), "ones", name="gain")

    def call(self, x):
        return x * self.gain

    def save_own_variables(self, store):
        store["gain"] = self.gain.numpy()

    def load_own_variables(self, store):
        self.gain.assign(store["gain"])

    def save_assets(self, folder):
        Path(folder, "note.txt").write_text("from here")

    def load_assets(self, folder):
        self.note = Path(folder, "note.txt").read_text()


class Branches(kerasish.Model):
    """Layers in attributes, lists of lists and dicts."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.zeta = layers.Dense(3)
        self.deep = [[layers.Dense(3)], [layers.Dense(3)]]
        self.by_name = {"u": layers.Dense(3), "t": layers.LayerNormalization()}
        self._last = layers.Dense(1)

    def call(self, x):
        x = self.zeta(x)
        for (layer,) in self.deep:
            x = layer(x)
        return self._last(self.by_name["t"](self.by_name["u"](x)))


def two_models_with_one_layer(optimizer="adam"):
    dense = layers.Dense(3, activation="tanh", name="shared")
    i, x = kerasish.Input((3,)), kerasish.Input((3,))
    inner = kerasish.Model(i, Gain(name="gain")(dense(i)), name="inner")
    h = dense(dense(x))
    h = layers.Add()([inner(h), h])
    model = kerasish.Model(x, layers.Dense(1)(layers.Dropout(0.1, name="dropout")(h)))
    model.compile(optimizer, "mse")
    model.fit(X, Y, batch_size=8, epochs=2, verbose=0)
    return model


def members_of(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def groups_of(path) -> list[str]:
    found = []
    with h5py.File(io.BytesIO(members_of(path)["model.weights.h5"])) as f:
        f.visit(found.append)
    return found


def rewrite(path, **changes) -> None:
    members = members_of(path)
    members |= {name.replace("__", "."): data for name, data in changes.items()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            if data is not None:
                archive.writestr(name, data)


def test_an_archive_of_keras_predicts_and_trains_on():
    with saving.custom_object_scope({"tests>Gain": Gain}):
        model = models.load_model(FILES / "keras_3_15.keras")
    known = json.loads((FILES / "keras_3_15.json").read_text())
    x, y = (np.array(known[name], "float32") for name in "xy")
    np.testing.assert_allclose(model.predict(x, verbose=0), known["predict"], atol=1e-6)
    inner = model.get_layer("inner")
    assert inner.get_layer("shared") is model.get_layer("shared")
    assert inner.get_layer("gain").note == "from Keras"
    history = model.fit(x, y, 8, epochs=3, shuffle=False, verbose=0).history
    np.testing.assert_allclose(history["loss"], known["resume"], rtol=1e-5)


def test_members_groups_and_names_are_those_of_keras(tmp_path):
    path = tmp_path / "m.keras"
    two_models_with_one_layer().save(path)
    members = members_of(path)
    assert list(members) == [
        "metadata.json",
        "config.json",
        "model.weights.h5",
        *[n for n in members if n.startswith("assets")],
    ]
    assert members["assets/layers/functional/layers/gain/note.txt"] == b"from here"
    assert json.loads(members["metadata.json"])["keras_version"].startswith("3.")
    ours, keras = set(groups_of(path)), set(groups_of(FILES / "keras_3_15.keras"))
    inner = {n for n in keras if "inner" in n or "functional" in n}
    assert inner <= ours  # the rest differs by the head of that model
    config = json.loads(members["config.json"])["config"]
    ids = {
        record["shared_object_id"]
        for record in [*config["layers"], *config["layers"][2]["config"]["layers"]]
        if record["class_name"] == "Dense" and "shared_object_id" in record
    }
    assert len(ids) == 1


@pytest.mark.parametrize("zipped", [None, False])
def test_round_trip_with_state_of_the_optimizer(tmp_path, zipped):
    path = tmp_path / ("folder" if zipped is False else "m.keras")
    model = two_models_with_one_layer(optimizers.Adam(0.01, use_ema=True))
    model.save(path, zipped=zipped)
    model.save(path, zipped=zipped)  # replaces it
    again = models.load_model(path, custom_objects={"Gain": Gain})
    np.testing.assert_array_equal(model(X), again(X))
    for one, other in zip(model.optimizer.variables, again.optimizer.variables):
        np.testing.assert_array_equal(one, other)
    assert again.get_layer("dropout").seed_generator.state.numpy().tolist() == (
        model.get_layer("dropout").seed_generator.state.numpy().tolist()
    )
    assert again.get_layer("inner").get_layer("gain").note == "from here"
    plain = models.load_model(path, custom_objects={"Gain": Gain}, compile=False)
    assert plain.optimizer is None
    assert os.listdir(tmp_path) == [path.name]


def test_optimizers_inside_optimizers_keep_their_state(tmp_path):
    inner = optimizers.Adam(0.01)
    model = two_models_with_one_layer(optimizers.LossScaleOptimizer(inner))
    model.save(tmp_path / "m.keras")
    again = models.load_model(tmp_path / "m.keras", custom_objects={"Gain": Gain})
    found = again.optimizer.inner_optimizer.variables
    for one, other in zip(inner.variables, found, strict=True):
        np.testing.assert_array_equal(one, other)


def test_places_in_subclassed_models(tmp_path):
    model = Branches()
    y = model(X)
    model.save(tmp_path / "m.keras")
    groups = groups_of(tmp_path / "m.keras")
    # as Keras 3.15 writes such a model: `layers` comes before what sorts behind it
    assert sorted(g for g in groups if g.endswith("vars")) == [
        "by_name/dense/vars",
        "by_name/layer_normalization/vars",
        "deep/container/dense/vars",
        "deep/container_1/dense/vars",
        "layers/dense/vars",
        "layers/dense_4/vars",
        "vars",
    ]
    known = {"Branches": Branches}
    again = models.load_model(tmp_path / "m.keras", custom_objects=known)
    np.testing.assert_array_equal(again(X), y)


def test_models_are_copied_and_pickled_whole():
    model = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(1)])
    model.compile("adam", "mse")
    model.fit(X, Y, verbose=0)
    for again in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        np.testing.assert_array_equal(again(X), model(X))
        assert int(again.optimizer.iterations) == 1
        again.layers[0].kernel.assign(np.zeros((3, 1)))
    assert np.any(model.layers[0].kernel.numpy())


def test_weights_come_from_archives_too(tmp_path):
    model = two_models_with_one_layer()
    model.save(tmp_path / "m.keras")
    other = two_models_with_one_layer()
    kernel = other.get_layer("shared").kernel.numpy()
    other.load_weights(
        tmp_path / "m.keras", objects_to_skip=[other.get_layer("shared")]
    )
    np.testing.assert_array_equal(other.get_layer("shared").kernel, kernel)
    saving.load_weights(other, tmp_path / "m.keras")
    np.testing.assert_array_equal(other(X), model(X))


def test_objects_may_be_left_out_of_weights(tmp_path):
    stack = [kerasish.Input((3,)), layers.Dense(1), layers.Dense(1)]
    model = kerasish.Sequential(stack)
    path = tmp_path / "m.weights.h5"
    saving.save_weights(model, path, objects_to_skip=[model.layers[0]])
    with h5py.File(path) as f:
        assert list(f["layers"]) == ["dense_1"]
    with pytest.raises(NotImplementedError, match="max_shard_size"):
        saving.save_weights(model, path, max_shard_size=1)


def test_unbuilt_models_are_saved_with_a_warning(tmp_path):
    model = kerasish.Sequential([layers.Dense(2)])
    with pytest.warns(UserWarning, match="saved without weights"):
        model.save(tmp_path / "m.keras")
    assert not models.load_model(tmp_path / "m.keras").built


def test_an_optimizer_that_never_ran_starts_afresh(tmp_path):
    model = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(1)])
    model.compile("adam", "mse")
    model.save(tmp_path / "m.keras")
    again = models.load_model(tmp_path / "m.keras")
    again.fit(X, Y, verbose=0)
    assert int(again.optimizer.iterations) == 1


def test_a_save_that_fails_leaves_the_old_archive(tmp_path, monkeypatch):
    path = tmp_path / "m.keras"
    model = two_models_with_one_layer()
    model.save(path)
    before = path.read_bytes()

    def full(self, folder):
        raise OSError("the disk is full")

    monkeypatch.setattr(Gain, "save_assets", full)
    with pytest.raises(FileError, match="full"):
        model.save(path)
    assert path.read_bytes() == before and os.listdir(tmp_path) == ["m.keras"]


@pytest.mark.parametrize("part", [0.0, 0.3, 0.8, 0.99])
def test_truncated_archives_are_told(tmp_path, part):
    path = tmp_path / "m.keras"
    whole = (FILES / "keras_3_15.keras").read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(FileError, match="damaged"):
        models.load_model(path)


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"config__json": b"{]"}, "not JSON"),
        ({"config__json": b"[" * 100_000}, "not JSON"),
        ({"config__json": None}, "there is no 'config.json'"),
        ({"model__weights__h5": b"no HDF5"}, "not an HDF5 file"),
        ({"assets/../../out__txt": b"x"}, "leads out of the archive"),
        ({"assets/C:\\out__txt": b"x"}, "leads out of the archive"),
    ],
)
def test_hostile_members_are_refused(tmp_path, changes, message):
    path = tmp_path / "m.keras"
    two_models_with_one_layer().save(path)
    rewrite(path, **changes)
    with pytest.raises(FileError, match=message):
        models.load_model(path, custom_objects={"Gain": Gain}, verify=False)


def test_a_member_that_unpacks_to_much_more_is_refused(tmp_path, monkeypatch):
    from kerasish.saving.files import h5_limits

    path = tmp_path / "m.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", b" " * 1_000_000)
    monkeypatch.setattr(h5_limits, "FREE_BYTES", 1000)
    with pytest.raises(FileError, match="1000000 bytes in "):
        models.load_model(path)


def test_damaged_training_configs_do_not_block_the_model(tmp_path):
    path = tmp_path / "m.keras"
    model = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(1)])
    model.compile("adam", "mse")
    model.save(path)
    config = json.loads(members_of(path)["config.json"])
    config["compile_config"]["loss"] = "no such loss"
    rewrite(path, config__json=json.dumps(config))
    with pytest.warns(UserWarning, match="training configuration cannot be restored"):
        again = models.load_model(path, verify=False)
    np.testing.assert_array_equal(again(X), model(X))


def test_wrong_names(tmp_path):
    model = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(1)])
    with pytest.raises(graph.ArgumentError, match="a folder cannot be called"):
        model.save(tmp_path / "m.keras", zipped=False)
    model.save(tmp_path / "m.keras")
    with pytest.raises(graph.ArgumentError, match="exists"):
        model.save(tmp_path / "m.keras", overwrite=False)
    with pytest.raises(FileError, match="there is no such file"):
        models.load_model(tmp_path / "other.keras")
    (tmp_path / "plain").write_text("x")
    with pytest.raises(FileError, match="a file is there"):
        saving.save_model(model, tmp_path / "plain", zipped=False)


def test_registered_objects_are_in_the_table():
    table = kerasish.utils.get_custom_objects()
    table["tests>Put"] = Gain
    assert saving.get_registered_object("tests>Put") is Gain
    del table["tests>Put"]
    assert saving.get_custom_objects() is table


def test_the_users_own_models_are_recorded_as_such(tmp_path):
    """Not as the module of the class that they derive from."""
    record = saving.serialize_keras_object(Branches())
    assert record["module"] == __name__
    assert record["registered_name"] == record["class_name"] == "Branches"
