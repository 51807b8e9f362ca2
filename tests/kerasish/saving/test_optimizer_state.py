"""The state of optimizers in files of every Keras: all of it, or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import h5py
import numpy as np
import pytest

import kerasish
from kerasish import layers, models, optimizers

#: files of Keras 1.2.2 to 3.15.1 and of tf_keras 2.21, after 3 of 7 batches, and the
#: weights that this Keras had after all 7
RECORDED = Path(__file__).with_name("files") / "optimizer_states.npz"
with np.load(RECORDED) as _recorded:
    FILES = {name: _recorded[name] for name in _recorded.files}
CASES = sorted({name.rpartition(".")[0] for name in FILES})
_RANDOM = np.random.default_rng(0)
BATCHES = [_RANDOM.normal(size=(2, 4, 3)).astype("float32") for _ in range(7)]
X = BATCHES[0][0]


@pytest.fixture(autouse=True)
def numpy_engine(monkeypatch):
    monkeypatch.setenv("KERASISH_ENGINE", "numpy")


def unpack(case, path):
    """The file as that Keras wrote it."""
    spec = json.loads(FILES[f"{case}.spec"].tobytes())
    data, start = FILES[f"{case}.data"].tobytes(), 0
    with h5py.File(path, "w") as f:
        for name, dtype, shape in spec["data"]:
            size = np.dtype(dtype).itemsize * int(np.prod(shape))
            array = np.frombuffer(data[start : start + size], dtype)
            f[name] = array.reshape(shape)
            start += size
        for name, attributes in spec["attrs"].items():
            for key, value in attributes.items():
                f.require_group(name).attrs[key] = value


@pytest.mark.parametrize("case", CASES)
def test_training_goes_on_as_in_the_keras_that_wrote_the_file(case, tmp_path):
    unpack(case, tmp_path / "m.h5")
    model = models.load_model(tmp_path / "m.h5")
    for x, y in BATCHES[3:]:
        model.train_on_batch(x, y)
    got = np.concatenate([w.ravel() for w in model.get_weights()])
    np.testing.assert_allclose(got, FILES[f"{case}.want"], rtol=1e-5, atol=1e-6)


def trained(optimizer, steps=3):
    model = kerasish.Sequential(
        [kerasish.Input((3,)), layers.Dense(3, name="a"), layers.Dense(3, name="b")]
    )
    model.compile(optimizer, "mse")
    for _ in range(steps):
        model.train_on_batch(X, X)
    return model


def change_state(path, change):
    """Changes the list of (name, array) of the optimizer."""
    with h5py.File(path, "r+") as f:
        group = f["optimizer_weights"]
        names = list(group.attrs["weight_names"])
        entries = change([(name, group[name][()]) for name in names])
        del f["optimizer_weights"]
        group = f.create_group("optimizer_weights")
        group.attrs["weight_names"] = [name for name, _ in entries]
        for name, array in entries:
            group[name] = array


def test_names_hold_whatever_the_order(tmp_path):
    model = trained("adam")
    model.save(tmp_path / "m.h5")
    change_state(tmp_path / "m.h5", lambda entries: entries[::-1])
    again = models.load_model(tmp_path / "m.h5", verify=False)
    for a, b in zip(model.optimizer.variables, again.optimizer.variables):
        np.testing.assert_array_equal(a.numpy(), b.numpy())


def without_one(entries):
    return [item for item in entries if "b_bias_velocity" not in item[0]]


def another_shape(entries):
    return [
        (name, np.zeros(4, "float32") if "b_bias_velocity" in name else array)
        for name, array in entries
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (without_one, r"velocity of sequential\S*/b/bias \[3\]: not found by name"),
        (another_shape, r"velocity of sequential\S*/b/bias: \[3\] here, \[4\] in the"),
    ],
)
def test_all_or_nothing_with_the_reason(change, reason, tmp_path):
    trained("adam").save(tmp_path / "m.h5")
    change_state(tmp_path / "m.h5", change)
    with pytest.warns(UserWarning, match=reason) as caught:
        again = models.load_model(tmp_path / "m.h5", verify=False)
    assert "the optimizer starts afresh" in str(caught[0].message)
    assert int(again.optimizer.iterations) == 0
    assert all(not v.numpy().any() for v in again.optimizer.variables if v.shape)


def test_a_name_without_an_array_is_told(tmp_path):
    trained("adam").save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "r+") as f:
        del f["optimizer_weights"][f["optimizer_weights"].attrs["weight_names"][-2]]
    with pytest.warns(UserWarning, match="is named but missing"):
        again = models.load_model(tmp_path / "m.h5", verify=False)
    assert int(again.optimizer.iterations) == 0


def test_weights_and_state_into_a_model_that_never_ran(tmp_path):
    model = trained(optimizers.LossScaleOptimizer(optimizers.Adam(0.01)))
    model.save_weights(tmp_path / "m.weights.h5")
    other = trained(optimizers.LossScaleOptimizer(optimizers.Adam(0.5)), steps=0)
    other.load_weights(tmp_path / "m.weights.h5")
    for a, b in zip(model.optimizer.variables, other.optimizer.variables):
        np.testing.assert_array_equal(a.numpy(), b.numpy())
    assert float(other.optimizer.learning_rate) == np.float32(0.01)


def test_the_state_of_another_optimizer_is_left_out(tmp_path):
    model = trained("adam")
    model.save_weights(tmp_path / "m.weights.h5")
    other = trained("sgd")
    with pytest.warns(UserWarning, match="does not fit and is left out"):
        other.load_weights(tmp_path / "m.weights.h5")
    np.testing.assert_array_equal(model.get_weights()[0], other.get_weights()[0])
    assert int(other.optimizer.iterations) == 3


def test_seeds_of_layers_are_in_a_group_that_others_ignore(tmp_path):
    model = kerasish.Sequential([kerasish.Input((3,)), layers.Dropout(0.5)])
    model(X, training=True)
    model.save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5") as f:
        assert f["kerasish"].attrs["seed_places"] == ["layers/dropout/seed_generator"]
        assert f["kerasish/seed_states"].shape == (1, 2)
    again = models.load_model(tmp_path / "m.h5")
    np.testing.assert_array_equal(model(X, training=True), again(X, training=True))


def test_the_product_of_nadam_is_computed_where_it_was_not_kept():
    variable = kerasish.Variable(np.ones(2), dtype="float32", name="v")
    first, second = optimizers.Nadam(), optimizers.Nadam()
    for _ in range(3):
        first.apply_gradients([([1.0, 2.0], variable)])
    store: dict = {}
    first.save_own_variables(store)
    old = {"0": store["0"], "1": store["2"], "2": store["3"]}  # of tf_keras
    second.build([variable])
    second.load_own_variables(old)
    kept, computed = first.variables[-1], second.variables[-1]
    np.testing.assert_allclose(computed.numpy(), kept.numpy(), rtol=1e-6)
