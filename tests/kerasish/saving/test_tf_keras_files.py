"""Models that tf.keras wrote predict what they predicted there.

The cases are configs, weights and predictions of tf_keras 2.21; the test lays them out
as an ``.h5`` file.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import h5py
import numpy as np
import pytest

import graph
from kerasish import layers, models
from kerasish.saving.loading import model_from_record
from kerasish.saving.upgrades.config_upgrades import upgrade_config

FILES = Path(__file__).parent / "files"
CASES = json.loads(gzip.decompress((FILES / "tf_keras_layers.json.gz").read_bytes()))


def array(recorded) -> np.ndarray:
    shape, dtype, numbers = recorded
    return np.array(numbers, dtype).reshape(shape)


def write(path, case) -> None:
    """The file that tf.keras wrote."""
    with h5py.File(path, "w") as f:
        f.attrs["keras_version"] = "2.21.0"
        f.attrs["backend"] = "tensorflow"
        f.attrs["model_config"] = json.dumps(case["config"])
        group = f.create_group("model_weights")
        group.attrs["layer_names"] = [name.encode() for name, _ in case["weights"]]
        for name, weights in case["weights"]:
            inner = group.create_group(name)
            names = [f"w{i}:0" for i in range(len(weights))]
            inner.attrs["weight_names"] = [n.encode() for n in names]
            for key, weight in zip(names, weights):
                inner[key] = array(weight)


def projections(y) -> np.ndarray:
    """Three sums of all elements, with weights: what is recorded of each output."""
    y = np.asarray(y, "float64").ravel()
    return np.random.default_rng(9).normal(size=(3, y.size)) @ y


def require_predictions(model, case, spread=1e-5) -> None:
    xs = [array(x) for x in case["inputs"]]
    got = graph.flatten(model(xs[0] if len(xs) == 1 else xs, training=False))
    assert len(got) == len(case["outputs"])
    for y, (shape, want) in zip(got, case["outputs"]):
        assert list(y.shape) == shape
        near = spread * (1 + np.abs(np.asarray(y, "float64")).sum())
        np.testing.assert_allclose(projections(y), want, rtol=1e-4, atol=near)


@pytest.mark.parametrize("name", CASES)
def test_layers_predict_what_they_predicted(name, tmp_path):
    write(tmp_path / "m.h5", CASES[name])
    model = models.load_model(tmp_path / "m.h5")
    require_predictions(model, CASES[name], 1e-2 if name == "policy" else 1e-5)


@pytest.mark.parametrize("name", ["sharedmodel", "nested2", "LSTM_bi2", "slashes"])
def test_weights_alone_find_their_place(name, tmp_path):
    write(tmp_path / "m.h5", CASES[name])
    model = models.load_model(tmp_path / "m.h5")
    for weight in model.weights:
        weight.assign(np.full(weight.shape, 0.5))
    model.load_weights(tmp_path / "m.h5")
    require_predictions(model, CASES[name])


def upgraded(class_name, version="2.4.0", **config):
    record = {"class_name": class_name, "config": {"name": "x", **config}}
    return upgrade_config(record, version)


def test_policies_have_the_name_of_today():
    policy = {"class_name": "PolicyV1", "config": {"name": "mixed_float16"}}
    record = upgraded("Dense", units=2, dtype=policy)
    layer = layers.deserialize(record)
    assert layer.dtype_policy.name == "mixed_float16"


@pytest.mark.parametrize(
    ("class_name", "config", "key", "value"),
    [
        ("CategoryEncoding", {"max_tokens": 4}, "num_tokens", 4),
        ("CategoryEncoding", {"output_mode": "binary"}, "output_mode", "multi_hot"),
        ("TextVectorization", {"output_mode": "tf-idf"}, "output_mode", "tf_idf"),
        ("IntegerLookup", {"oov_value": -7}, "oov_token", -7),
        ("Discretization", {"bins": [0.0, 1.0]}, "bin_boundaries", [0.0, 1.0]),
        ("UpSampling2D", {"interpolation": "area"}, "interpolation", "nearest"),
    ],
)
def test_arguments_have_the_names_of_today(class_name, config, key, value):
    assert upgraded(class_name, **config)["config"][key] == value


@pytest.mark.parametrize("version", ["V1", "V2"])
def test_numbered_classes(version):
    record = upgraded(f"BatchNormalization{version}", axis=[1])
    assert record["class_name"] == "BatchNormalization"
    assert record["config"]["axis"] == 1


def test_names_with_slashes_stay_distinct():
    record = {
        "class_name": "Sequential",
        "config": {
            "name": "s",
            "layers": [
                {"class_name": "Dense", "config": {"name": name, "units": 1}}
                for name in ("a/b", "a_b")
            ],
        },
    }
    upgraded_layers = upgrade_config(record, "2.3.0")["config"]["layers"]
    names = [layer["config"]["name"] for layer in upgraded_layers]
    assert names == ["a_b_1", "a_b"]


def test_random_sizes_warn_in_training():
    layer = layers.RandomWidth((0.1, 0.2))
    x = np.ones((1, 2, 2, 1), "float32")
    assert layer(x, training=False).shape == x.shape
    with pytest.warns(UserWarning, match="RandomZoom is the layer of today"):
        layer(x, training=True)


def with_added_loss(kind="AddLoss", **config):
    """The config of a model to which 2 * mean(dense) was added."""
    place = ["in", 0, 0, {}]
    records = [
        ("InputLayer", "in", {"batch_input_shape": [None, 2]}, []),
        ("Dense", "dense", {"units": 1, "kernel_initializer": "Ones"}, [[place]]),
        ("TFOpLambda", "size", {"function": "math.reduce_mean"}, [["dense", 0, 0, {}]]),
        (kind, "added", config, [[["size", 0, 0, {}]]]),
    ]
    made = [
        {"class_name": c, "name": n, "config": {"name": n, **o}, "inbound_nodes": i}
        for c, n, o, i in records
    ]
    places = {"input_layers": [["in", 0, 0]], "output_layers": [["dense", 0, 0]]}
    config = {"name": "m", "layers": made, **places}
    return {"class_name": "Functional", "config": config}


def test_added_losses_count_and_stay(tmp_path):
    model = model_from_record(with_added_loss(unconditional=False), "2.9.0")
    model.compile("sgd", "mse")
    x, y = np.ones((4, 2), "float32"), np.ones((4, 1), "float32")
    assert model.predict(x, verbose=0).shape == (4, 1)
    assert model.evaluate(x, y, verbose=0) == pytest.approx(1.0 + 2.0)
    model.save(tmp_path / "m.keras")
    again = models.load_model(tmp_path / "m.keras")
    assert again.evaluate(x, y, verbose=0) == pytest.approx(1.0 + 2.0)


def test_added_metrics_are_told():
    record = with_added_loss("AddMetric", metric_name="size", aggregation="mean")
    with pytest.warns(UserWarning, match="metric 'size' was added"):
        model = model_from_record(record, "2.9.0")
    assert model(np.ones((1, 2), "float32")).numpy() == 2.0
