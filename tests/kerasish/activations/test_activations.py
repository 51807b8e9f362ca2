"""Activations by hand, and their arguments."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kerasish import activations
from kerasish.saving import register_keras_serializable

X = np.array([-2.0, -0.5, 0.0, 0.5, 2.0, 8.0])


@register_keras_serializable("tests", "cubed")
def cubed(x):
    return x**3


@pytest.mark.parametrize(
    "name,arguments,expected",
    [
        ("relu", {}, [0, 0, 0, 0.5, 2, 8]),
        ("relu", {"max_value": 6}, [0, 0, 0, 0.5, 2, 6]),
        ("relu", {"threshold": 1.0}, [0, 0, 0, 0, 2, 8]),
        ("relu", {"negative_slope": 0.5}, [-1, -0.25, 0, 0.5, 2, 8]),
        (
            "relu",
            {"negative_slope": 0.5, "threshold": 1.0, "max_value": 6.0},
            [-1.5, -0.75, -0.5, -0.25, 2, 6],
        ),
        ("relu6", {}, [0, 0, 0, 0.5, 2, 6]),
        ("leaky_relu", {}, [-0.4, -0.1, 0, 0.5, 2, 8]),
        ("hard_sigmoid", {}, [1 / 6, 2.5 / 6, 0.5, 3.5 / 6, 5 / 6, 1]),
        ("hard_tanh", {}, [-1, -0.5, 0, 0.5, 1, 1]),
        ("softsign", {}, X / (1 + np.abs(X))),
        ("tanh_shrink", {}, X - np.tanh(X)),
        ("silu", {}, X / (1 + np.exp(-X))),
        ("exponential", {}, np.exp(X)),
        ("threshold", {"threshold": 1.0, "default_value": -7.0}, [-7] * 4 + [2, 8]),
        ("gelu", {}, [x * (1 + math.erf(x / math.sqrt(2))) / 2 for x in X]),
        ("softmax", {}, np.exp(X) / np.exp(X).sum()),
    ],
)
def test_values(name, arguments, expected):
    found = getattr(activations, name)(X, **arguments).numpy()
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-12)


def test_softmax_along_another_axis():
    found = activations.softmax(np.array([[0.0, 5.0], [0.0, 5.0]]), axis=0)
    np.testing.assert_allclose(found.numpy(), 0.5)


def test_other_names():
    assert activations.get("swish") is activations.silu
    assert activations.hard_swish is activations.hard_silu
    assert activations.get(None) is activations.linear


def test_functions_of_users_are_saved_by_their_registered_name():
    data = activations.serialize(cubed)
    assert data["config"] == "tests>cubed"
    assert activations.deserialize(data) is cubed
    assert activations.get("tests>cubed") is cubed
    given = activations.deserialize("mine", custom_objects={"mine": cubed})
    assert given is cubed


def test_rectified_integers_stay_integers():
    x = np.array([-3, 2, 9])
    assert activations.relu(x).dtype == "int64"
    assert activations.relu(x).tolist() == [0, 2, 9]
    assert activations.relu6(x.astype("int32")).dtype == "int32"
    assert activations.relu6(x).tolist() == [0, 2, 6]
    assert activations.relu(x, negative_slope=0.5).tolist() == [-1.5, 2.0, 9.0]
    assert activations.relu(x > 0).dtype == "float32"
