"""Operators and functions of kerasish.ops on Keras tensors become layers."""

import operator

import numpy as np
import pytest

import kerasish
from kerasish import layers, ops
from kerasish.base.errors import ConfigError
from kerasish.base.keras_tensor import is_keras_tensor
from kerasish.layers.core.function_call import FunctionCall
from kerasish.ops.operations import find_function

X = np.array([[1.0, 2.0, 3.0], [4.0, 0.5, 6.0]], "float32")
Y = np.array([[2.0, 0.5, 2.0], [1.0, 3.0, 2.0]], "float32")

BINARY = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow"]
COMPARING = ["lt", "le", "gt", "ge"]


def again(model, tmp_path):
    """The model from JSON, and from a file."""
    path = str(tmp_path / "model.h5")
    model.save(path)
    yield kerasish.models.model_from_json(model.to_json())
    yield kerasish.models.load_model(path)


@pytest.mark.parametrize("name", BINARY + COMPARING)
def test_operators_between_tensors_and_with_numbers_on_both_sides(name, tmp_path):
    do = getattr(operator, name)
    a, b = kerasish.Input((3,)), kerasish.Input((3,))
    model = kerasish.Model([a, b], [do(a, b), do(a, 2.0), do(2.0, a)])
    expected = [do(X, Y), do(X, np.float32(2)), do(np.float32(2), X)]
    for one in (model, *again(model, tmp_path)):
        for found, value in zip(one([X, Y]), expected):
            np.testing.assert_allclose(found, value, rtol=1e-5)
            assert found.dtype == value.dtype


def test_negation_absolute_value_and_matmul(tmp_path):
    a = kerasish.Input((3,))
    weights = np.ones((3, 2), "float32")
    model = kerasish.Model(a, [-a, abs(a - 3.0), a @ weights])
    for one in (model, *again(model, tmp_path)):
        found = one(X)
        np.testing.assert_array_equal(found[0], -X)
        np.testing.assert_array_equal(found[1], abs(X - 3))
        np.testing.assert_allclose(found[2], X @ weights)


@pytest.mark.parametrize(
    "key",
    [
        (slice(None), 0),
        (slice(None), slice(0, 2)),
        (Ellipsis, -1),
        (slice(None), None),
        (slice(None), slice(None, None, -1)),
        0,
        slice(0, 1),
    ],
)
def test_indexing(key, tmp_path):
    a = kerasish.Input((3,))
    model = kerasish.Model(a, a[key])
    for one in (model, *again(model, tmp_path)):
        np.testing.assert_array_equal(one(X), X[key])


def test_functions_with_arguments_of_all_kinds(tmp_path):
    a = kerasish.Input((3,))
    outputs = [
        ops.concatenate([a, a * 2], axis=-1),
        ops.stack([a, a], axis=1),
        ops.sum(a, axis=1, keepdims=True),
        ops.reshape(a, (-1, 3, 1)),
        ops.where(a > 2.0, a, 0.0),
        ops.maximum(a, np.array([2.0, 2.0, 2.0], "float32")),
        ops.cast(a, "int32"),
        ops.transpose(a),
        ops.clip(a, 1.0, 2.0),
        ops.expand_dims(ops.exp(a), -1),
    ]
    expected = [
        np.concatenate([X, X * 2], -1),
        np.stack([X, X], 1),
        X.sum(1, keepdims=True),
        X.reshape(-1, 3, 1),
        np.where(X > 2, X, 0),
        np.maximum(X, 2),
        X.astype("int32"),
        X.T,
        X.clip(1, 2),
        np.exp(X)[..., None],
    ]
    assert all(map(is_keras_tensor, outputs))
    model = kerasish.Model(a, outputs)
    for one in (model, *again(model, tmp_path)):
        for found, value in zip(one(X), expected):
            np.testing.assert_allclose(found, value, rtol=1e-5)
            assert found.dtype == value.dtype


def test_functions_that_return_several_tensors(tmp_path):
    a = kerasish.Input((4,))
    first, second = ops.split(a, 2, axis=1)
    model = kerasish.Model(a, second - first)
    x = np.array([[1.0, 2.0, 5.0, 7.0]], "float32")
    for one in (model, *again(model, tmp_path)):
        np.testing.assert_array_equal(one(x), [[4, 5]])


def test_a_residual_model_trains_and_comes_back(tmp_path):
    a = kerasish.Input((3,))
    hidden = layers.Dense(3, activation="tanh")(a)
    model = kerasish.Model(a, layers.Dense(1)(ops.relu(hidden + a) * 0.5))
    model.compile("adam", "mse")
    loss = model.fit(X, Y[:, :1], epochs=5, verbose=0).history["loss"]
    assert loss[-1] < loss[0]
    found = kerasish.models.model_from_json(model.to_json())
    found.set_weights(model.get_weights())
    np.testing.assert_allclose(found(X), model(X), rtol=1e-6)


def test_layers_are_named_after_the_function():
    kerasish.utils.clear_session()
    a = kerasish.Input((3,))
    b = a + 1.0
    assert b.history.operation.name == "add"
    assert (b + 1.0).history.operation.name == "add_1"


def test_functions_on_values_run_at_once():
    assert not is_keras_tensor(ops.add(X, Y))
    np.testing.assert_array_equal(ops.add(X, Y).numpy(), X + Y)


def test_integers_stay_integers():
    a = kerasish.Input((2,), dtype="int32")
    b = a + 1
    assert b.dtype == "int32"
    model = kerasish.Model(a, b)
    assert model(np.array([[1, 2]])).numpy().tolist() == [[2, 3]]


@pytest.mark.parametrize("name", ["system", "__import__", "nothing", "Op", ""])
def test_a_config_names_functions_of_ops_only(name):
    with pytest.raises(ConfigError, match="no function"):
        find_function(name)
    with pytest.raises(ConfigError, match="no function"):
        FunctionCall.from_config({"function": name, "name": "f"})
