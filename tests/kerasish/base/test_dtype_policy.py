"""Dtypes of weights and computations."""

import numpy as np
import pytest

import kerasish
from graph import ArgumentError
from kerasish import DTypePolicy, layers
from kerasish.base.dtype_policy import _GLOBAL, get_policy, set_dtype_policy


@pytest.fixture
def restored():
    before = _GLOBAL[0]
    yield
    _GLOBAL[0] = before


def test_a_dtype_is_for_weights_and_computation():
    policy = DTypePolicy("float64")
    assert (policy.variable_dtype, policy.compute_dtype) == ("float64", "float64")


def test_mixed_float16_keeps_weights_in_float32():
    policy = DTypePolicy("mixed_float16")
    assert (policy.variable_dtype, policy.compute_dtype) == ("float32", "float16")


@pytest.mark.parametrize("name", [3, "mixed_int8", "float33", "mixed_"])
def test_other_names_are_refused(name):
    with pytest.raises((ArgumentError, TypeError)):
        DTypePolicy(name)


def test_mixed_bfloat16_keeps_weights_in_float32():
    policy = DTypePolicy("mixed_bfloat16")
    assert (policy.variable_dtype, policy.compute_dtype) == ("float32", "bfloat16")


@pytest.mark.parametrize(
    "identifier",
    [
        "float64",
        np.float64,
        np.dtype("float64"),
        DTypePolicy("float64"),
        {"class_name": "DTypePolicy", "config": {"name": "float64"}},
    ],
)
def test_policies_are_made_of_names_dtypes_and_configs(identifier):
    assert get_policy(identifier) == DTypePolicy("float64")
    assert layers.Dense(1, dtype=identifier).dtype == "float64"


def test_a_layer_in_float64():
    dense = layers.Dense(2, dtype="float64")
    y = dense(np.ones((1, 3), "float32"))
    assert y.dtype == "float64" and dense.kernel.dtype == "float64"


def test_a_layer_in_mixed_float16():
    dense = layers.Dense(2, dtype="mixed_float16")
    y = dense(np.ones((1, 3), "float32"))
    assert y.dtype == "float16"
    assert dense.kernel.dtype == "float32"
    assert dense.compute_dtype == "float16" and dense.dtype == "float32"


def test_the_global_policy_holds_for_layers_made_later(restored):
    old = layers.Dense(1)
    set_dtype_policy("mixed_float16")
    new = layers.Dense(1)
    assert old.compute_dtype == "float32"
    assert new.compute_dtype == "float16"


def test_the_config_keeps_the_policy():
    dense = layers.Dense(2, dtype="mixed_float16")
    again = layers.Dense.from_config(dense.get_config())
    assert again.dtype_policy == dense.dtype_policy


def test_a_model_in_mixed_float16_trains():
    model = kerasish.Sequential(
        [
            kerasish.Input((2,)),
            layers.Dense(4, dtype="mixed_float16"),
            layers.Dense(1, dtype="float32"),
        ]
    )
    model.compile(kerasish.optimizers.SGD(0.05), "mse")
    x = np.random.default_rng(0).normal(size=(32, 2)).astype("float32")
    history = model.fit(x, x[:, :1], epochs=20, verbose=0).history["loss"]
    assert history[-1] < 0.3 * history[0]
    assert {w.dtype.name for w in model.get_weights()} == {"float32"}


def test_policies_can_be_compared_and_keys():
    assert DTypePolicy("float32") == DTypePolicy("float32")
    assert len({DTypePolicy("float32"), DTypePolicy("float32")}) == 1
    assert repr(DTypePolicy("float16")) == '<DTypePolicy "float16">'
