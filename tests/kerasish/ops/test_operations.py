"""Functions on Keras tensors are saved as Keras' operations, and read from files."""

from __future__ import annotations

import json

import numpy as np
import pytest

import graph
import kerasish
from kerasish import ops
from kerasish.base.serialization import deserialize_keras_object
from kerasish.ops.operations import is_operation

X = np.array([[1.0, -2.0, 3.0, 0.5], [0.0, 4.0, -1.0, 2.0]], "float32")

#: function of a Keras tensor; what the operation holds; what it is called with
CALLS = {
    "Sum": (lambda x: ops.sum(x, 1), {"axis": 1}, 1),
    "Mean": (lambda x: ops.mean(x, axis=-1, keepdims=True), {"axis": -1}, 1),
    "Reshape": (lambda x: ops.reshape(x, (-1, 2)), {"newshape": [-1, 2]}, 1),
    "Clip": (lambda x: ops.clip(x, 0.0, x_max=1.0), {"x_min": 0.0, "x_max": 1.0}, 1),
    "Take": (lambda x: ops.take(x, [0, 2], axis=1), {"axis": 1}, 2),
    "Where": (lambda x: ops.where(x > 0, x2=0.0, x1=x), {}, 3),
    "Cast": (lambda x: ops.cast(x, np.int32), {"dtype": "int32"}, 1),
    "Einsum": (
        lambda x: ops.einsum("ij,kj->ik", x, X),
        {"subscripts": "ij,kj->ik"},
        2,
    ),
    "Softmax": (lambda x: ops.softmax(x, axis=0), {"axis": 0}, 1),
    "Isclose": (lambda x: ops.isclose(x, x), {}, 2),
    "BatchNorm": (
        lambda x: ops.batch_normalization(x, X[0], X[0] ** 2, -1, scale=X[1]),
        {"axis": -1},
        5,
    ),
    "Concatenate": (lambda x: ops.concatenate((x, x), axis=1), {"axis": 1}, 1),
    "GetItem": (lambda x: x[:, 1:3], {}, 2),
}


def operation_in(model, class_name):
    records = json.loads(model.to_json())["config"]["layers"]
    return next(r for r in records if r["class_name"] == class_name)


@pytest.mark.parametrize("class_name", sorted(CALLS))
def test_arguments_are_held_or_of_the_call_as_in_keras(class_name):
    function, held, count = CALLS[class_name]
    x = kerasish.Input((4,), batch_size=2)
    model = kerasish.Model(x, function(x))
    record = operation_in(model, class_name)
    assert record["module"].startswith("keras.src.ops.")
    assert held.items() <= record["config"].items()
    (call,) = record["inbound_nodes"]
    assert len(call["args"]) == count and call["kwargs"] == {}
    assert "__tuple__" not in json.dumps(record)
    again = kerasish.models.model_from_json(model.to_json())
    np.testing.assert_array_equal(again(X), model(X))
    np.testing.assert_allclose(model(X), function(X), rtol=1e-6)


def test_a_held_argument_that_is_a_tensor_stays_of_the_call():
    x = kerasish.Input((4,))
    y = ops.clip(x, ops.min(x) * 0.5, 1.0)
    model = kerasish.Model(x, y)
    again = kerasish.models.model_from_json(model.to_json())
    np.testing.assert_array_equal(again(X), X.clip(-1.0, 1.0))


def test_wrong_arguments_are_the_functions_own_error():
    with pytest.raises(TypeError, match="nothing"):
        ops.sum(kerasish.Input((4,)), nothing=1)


def test_names_of_axes_are_given_by_keyword():
    x = kerasish.Input((4,), batch_size=2)
    model = kerasish.Model(x, ops.rearrange(x, "a (b c) -> a b c", b=2))
    (call,) = operation_in(model, "Rearrange")["inbound_nodes"]
    assert call["kwargs"] == {"b": 2} and call["args"][1] == "a (b c) -> a b c"
    again = kerasish.models.model_from_json(model.to_json())
    np.testing.assert_array_equal(again(X), X.reshape(2, 2, 2))


def test_a_list_is_a_tuple_of_indices_as_files_hold_it():
    assert ops.get_item(X, [slice(None), 1]).tolist() == X[:, 1].tolist()
    assert float(ops.get_item(X, [1, 1])) == 4.0


@pytest.mark.parametrize(
    "data",
    [
        {"class_name": "__slice__", "config": {"start": 0, "stop": 2, "step": None}},
        {"class_name": "slice", "config": {"value": [0, 2, None]}},
    ],
)
def test_slices_of_keras_and_of_older_files(data):
    assert deserialize_keras_object(data) == slice(0, 2, None)


def test_an_operation_may_have_the_name_of_a_layer(tmp_path):
    x = kerasish.Input((4,))
    model = kerasish.Model(x, [ops.reshape(x, (-1, 2)), ops.average(x, axis=1)])
    path = tmp_path / "model.h5"
    model.save(path)
    for one, other in zip(kerasish.models.load_model(path)(X), model(X)):
        np.testing.assert_array_equal(one, other)


def test_h5_files_of_keras_name_operations_without_their_module():
    """Keras itself takes this ``Add`` for the layer, and fails."""
    x = kerasish.Input((4,), name="x")
    config = kerasish.Model(x, x + 3.0).get_config()
    (record,) = [r for r in config["layers"] if r["class_name"] == "Add"]
    del record["module"], record["registered_name"]
    assert set(record["config"]) == {"name"}
    model = kerasish.Model.from_config(config)
    np.testing.assert_array_equal(model(X), X + 3)


def test_functions_of_functions_run_in_models():
    x = kerasish.Input((4,), batch_size=2)
    model = kerasish.Model(x, ops.map(lambda row: row * 2.0, x))
    np.testing.assert_array_equal(model(X), X * 2)
    assert graph.is_symbolic(x)


def test_arguments_behind_a_default_stay_where_they_are():
    x = kerasish.Input((3,))
    model = kerasish.Model(x, ops.pad(x, ((0, 0), (1, 0)), constant_values=2.0))
    np.testing.assert_array_equal(model(np.ones((1, 3))).numpy(), [[2, 1, 1, 1]])


def test_bare_records_with_a_dtype_are_operations():
    """Files of Keras 3 that end in .h5 have no module for them."""
    call = {"args": [{"class_name": "__keras_tensor__", "config": {}}], "kwargs": {}}
    for name, config in (("Cast", {}), ("Prod", {"axis": 1, "keepdims": False})):
        config = {"name": "x", "dtype": "int32", **config}
        record = {"class_name": name, "config": config, "inbound_nodes": [call]}
        assert is_operation(record)
    policy = {"class_name": "DTypePolicy", "config": {"name": "float32"}}
    record = {"class_name": "Softmax", "inbound_nodes": [call]}
    assert not is_operation({**record, "config": {"name": "x", "dtype": policy}})
    assert not is_operation({**record, "config": {"name": "x", "trainable": True}})
