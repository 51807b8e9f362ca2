"""Weights of the first versions of Keras, and configs that do not say their version."""

import h5py
import numpy as np
import pytest

import kerasish
from kerasish import layers, models
from kerasish.saving.classic.old_groups import backend_of
from kerasish.saving.files.keras_version import is_multi_backend
from kerasish.saving.upgrades.config_upgrades import upgrade_config
from kerasish.saving.upgrades.config_version import version_of_config


def test_groups_with_numbers(tmp_path):
    model = models.Sequential(
        [kerasish.Input((3,)), layers.Dense(2), layers.ReLU(), layers.Dense(1)]
    )
    arrays = [np.full(w.shape, i + 1.0) for i, w in enumerate(model.weights)]
    with h5py.File(tmp_path / "w.h5", "w") as f:
        f.attrs["nb_layers"] = 3
        for number, own in enumerate((arrays[:2], [], arrays[2:])):
            group = f.create_group(f"layer_{number}")
            group.attrs["nb_params"] = len(own)
            for place, array in enumerate(own):
                group[f"param_{place}"] = array
    model.load_weights(tmp_path / "w.h5")
    for got, want in zip(model.get_weights(), arrays):
        np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize(
    "version, recorded, names, backend",
    [
        ("1.2.2", None, ["dense_1_W:0", "dense_1_b:0"], "tensorflow"),
        ("1.2.2", None, ["dense_1_W", "dense_1_b"], "theano"),
        (None, None, ["dense_1_W"], "theano"),
        (None, None, ["param_0", "param_1"], None),
        (None, None, [], None),
        ("2.2.4", None, ["dense_1/kernel"], None),
        ("2.2.4", "theano", ["dense_1/kernel"], "theano"),
    ],
)
def test_the_backend_of_weights(version, recorded, names, backend):
    assert backend_of(version, recorded, names) == backend


@pytest.mark.parametrize(
    "config, version",
    [
        ({"nb_filter": 3, "border_mode": "same"}, "1"),
        ({"units": 3, "batch_input_shape": [None, 2]}, "2"),
        ({"units": 3}, "3"),
    ],
)
def test_a_config_without_a_version(config, version):
    tree = {
        "class_name": "Sequential",
        "config": [{"class_name": "X", "config": config}],
    }
    assert version_of_config(tree) == version
    assert version_of_config({**tree, "keras_version": "2.0.1"}) == "2.0.1"


@pytest.mark.parametrize(
    "version, expected",
    [
        (None, True),
        ("1.2.2", True),
        ("2.3.1", True),
        ("2.2.4-tf", False),
        ("2.4.0", False),
    ],
)
def test_versions_of_the_package_beside_tensorflow(version, expected):
    assert is_multi_backend(version) is expected


def test_a_model_as_first_layer_of_a_bare_list():
    inner = [
        {"class_name": "Dense", "config": {"units": 2, "batch_input_shape": [None, 3]}}
    ]
    outer = [
        {"class_name": "Sequential", "config": inner},
        {"class_name": "Dense", "config": {"units": 4}},
    ]
    record = upgrade_config({"class_name": "Sequential", "config": outer}, "2.0.0")
    model = models.Sequential.from_config(record["config"])
    assert model.input_shape == (None, 3)
    assert model.output_shape == (None, 4)


def test_the_oldest_configs_had_the_class_among_the_arguments():
    old = [{"name": "Dense", "custom_name": "d", "output_dim": 2, "input_dim": 3}]
    record = upgrade_config({"class_name": "Sequential", "config": old}, None)
    layer = record["config"]["layers"][0]
    assert layer["class_name"] == "Dense"
    expected = {"name": "d", "units": 2, "batch_input_shape": [None, 3]}
    assert layer["config"] == expected


def test_regularizers_constraints_and_initializers_of_keras_1():
    config = {
        "name": "d",
        "output_dim": 2,
        "init": "<lambda>",
        "W_regularizer": {"name": "WeightRegularizer", "l1": 0.0, "l2": 0.5},
        "b_constraint": {"name": "MaxNorm", "m": 3, "axis": 0},
    }
    got = upgrade_config({"class_name": "Dense", "config": config}, "1.2.2")["config"]
    layer = layers.Dense.from_config(got)
    assert layer.kernel_regularizer.l2 == 0.5
    assert layer.bias_constraint.max_value == 3
    config["W_regularizer"] = {"name": "EigenvalueRegularizer", "k": 0.1}
    with pytest.warns(UserWarning, match="'EigenvalueRegularizer' of Keras 1"):
        upgrade_config({"class_name": "Dense", "config": config}, "1.2.2")
