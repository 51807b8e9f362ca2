"""Models inside models in the classic layout: orders that freezing changed."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest

import kerasish
from kerasish import layers
from kerasish.saving.files.h5_attributes import write_names

FILES = Path(__file__).parent / "files"


def nested(frozen=()):
    """Two normalisations whose four weights have one shape, in a model in a model."""
    shared = layers.Dense(3, name="shared")
    i = kerasish.Input((3,))
    h = layers.BatchNormalization(name="one")(shared(i))
    h = layers.BatchNormalization(name="two")(shared(h))
    inner = kerasish.Model(i, h, name="inner")
    model = kerasish.Sequential([kerasish.Input((3,)), inner, layers.Dense(1)])
    for name in frozen:
        (inner if name == "inner" else inner.get_layer(name)).trainable = False
    return model


def randomised(model):
    rng = np.random.default_rng(0)
    model.set_weights([rng.random(w.shape, dtype="float32") for w in model.weights])
    return model


@pytest.mark.parametrize("frozen", [(), ("inner",), ("one",), ("shared", "two")])
@pytest.mark.parametrize("now", [(), ("inner",), ("two",)])
def test_frozen_layers_are_found_by_names(tmp_path, frozen, now):
    model = randomised(nested(frozen))
    model.save_weights(tmp_path / "m.h5")
    other = nested(now)
    assert other.load_weights(tmp_path / "m.h5")
    for a, b in zip(model.get_weights(), other.get_weights()):
        np.testing.assert_array_equal(a, b)


def test_without_distinct_names_the_orders_of_keras_are_tried(tmp_path):
    """Only the shapes tell here: Keras 3.0 wrote the bare names of weights."""
    model = randomised(nested(("inner",)))
    model.save_weights(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "r+") as f:
        group = f["inner"]
        old = list(group.attrs["weight_names"])
        new = [f"{name.rsplit('/', 1)[-1]}_{k}" for k, name in enumerate(old)]
        for a, b in zip(old, new):
            f.move(f"inner/{a}", f"inner/{b}")
        del group.attrs["weight_names"]
        write_names(group, "weight_names", new)
    kerasish.saving.write_digest(tmp_path / "m.h5")
    other = nested()
    assert other.load_weights(tmp_path / "m.h5")
    for a, b in zip(model.get_weights(), other.get_weights()):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("now", [(), ("inner",), ("two",), ("shared", "two")])
def test_a_file_of_tf_keras_whose_inner_layers_were_frozen(now):
    """tf_keras 2.21 wrote it while "shared" and "two" were frozen."""
    model = nested(now)
    assert model.load_weights(FILES / "tf_keras_frozen.h5")
    x = [[0.12573, -0.132105, 0.640423], [0.1049, -0.535669, 0.361595],
         [1.304, 0.947081, -0.703735], [-1.265422, -0.623274, 0.041326]]  # fmt: skip
    known = [6.1936927, 5.1375813, 7.9636736, 2.5530233]
    y = model(np.array(x, "float32")).numpy().ravel()
    np.testing.assert_allclose(y, known, rtol=1e-5)
