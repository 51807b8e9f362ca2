"""TensorFlow functions in models of tf.keras give what TensorFlow gave."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import graph
import kerasish
from kerasish import models, ops
from kerasish.base.errors import ConfigError
from kerasish.saving.loading import model_from_record
from kerasish.saving.upgrades.tf_ops.table import known_symbols

FILES = Path(__file__).parent / "files"
FUNCTIONS = json.loads((FILES / "tf_functions.json").read_text())
OPERATIONS = json.loads((FILES / "tf_operations.json").read_text())


def tf_model(case: dict):
    """The model of a recorded case, which has what a config needs and no more."""
    inputs = [
        {
            "class_name": "InputLayer",
            "name": f"in{i}",
            "config": {"batch_input_shape": [None, *shape], "dtype": "float32",
                       "name": f"in{i}"},
            "inbound_nodes": [],
        }
        for i, shape in enumerate(case["inputs"])
    ]  # fmt: skip
    config = {
        "name": "model",
        "layers": [*inputs, *case["layers"]],
        "input_layers": [[f"in{i}", 0, 0] for i in range(len(inputs))],
        "output_layers": case["outputs"],
    }
    record = {"class_name": "Functional", "config": config}
    return model_from_record(record, "2.15.0")


def values(case: dict) -> list[np.ndarray]:
    """The inputs of a case: a seed for each."""
    return [
        np.random.default_rng(i).normal(size=(3, *[6 if d is None else d for d in s]))
        for i, s in enumerate(case["inputs"])
    ]


def projections(y) -> np.ndarray:
    """Three sums of all elements, with weights: what is recorded of each output."""
    y = np.asarray(y, "float64").ravel()
    return np.random.default_rng(9).normal(size=(3, y.size)) @ y


@pytest.mark.parametrize("name", [*FUNCTIONS, *OPERATIONS])
def test_functions_give_what_tensorflow_gave(name):
    case = FUNCTIONS.get(name, OPERATIONS.get(name))
    model = tf_model(case)
    xs = [x.astype("float32") for x in values(case)]
    got = graph.flatten(model(xs[0] if len(xs) == 1 else xs))
    assert len(got) == len(case["values"])
    for y, (shape, want) in zip(got, case["values"]):
        assert list(y.shape) == shape
        spread = 1e-3 if name == "cast16" else 1e-5
        near = spread * (1 + np.abs(np.asarray(y, "float64")).sum())
        np.testing.assert_allclose(projections(y), want, rtol=1e-4, atol=near)


@pytest.mark.parametrize("name", ["att0", "cls", "reshape_dyn", "split", "get_mixed"])
def test_they_are_saved_as_operations_of_keras_3(name, tmp_path):
    model = tf_model(FUNCTIONS[name])
    model.save(tmp_path / "m.keras")
    again = models.load_model(tmp_path / "m.keras")
    x = values(FUNCTIONS[name])[0].astype("float32")
    for a, b in zip(graph.flatten(model(x)), graph.flatten(again(x))):
        np.testing.assert_array_equal(a.numpy(), b.numpy())


def test_the_last_function_has_the_name_of_the_node():
    model = tf_model(FUNCTIONS["math2.squared_difference"])
    assert model.output_names == ["tf.math.squared_difference"]


def unknown(symbol="strange.function"):
    layer = {
        "class_name": "TFOpLambda",
        "name": "odd",
        "config": {"name": "odd", "function": symbol},
        "inbound_nodes": [["in0", 0, 0, {"y": 2.0, "name": None}]],
    }
    return {"inputs": [[3]], "layers": [layer], "outputs": [["odd", 0, 0]]}


def test_unknown_functions_say_what_to_do():
    with pytest.raises(ConfigError) as caught:
        tf_model(unknown())
    text = str(caught.value)
    assert "layer 'odd'" in text
    assert "tf.strange.function" in text
    assert 'custom_objects={"tf.strange.function": function}' in text


def test_functions_can_be_given():
    with kerasish.saving.custom_object_scope(
        {"tf.strange.function": lambda x, y: ops.multiply(x, y) + 1.0}
    ):
        model = tf_model(unknown())
    np.testing.assert_array_equal(model(np.ones((1, 3), "float32")).numpy(), 3.0)


def test_arguments_that_do_not_fit_name_the_function():
    case = unknown("math.tanh")
    with pytest.raises(ConfigError, match=r"tf\.math\.tanh cannot be computed"):
        tf_model(case)


def test_other_batch_sizes_and_lengths():
    model = tf_model(FUNCTIONS["att0"])
    x = np.random.default_rng(0).normal(size=(2, 5, 4)).astype("float32")
    whole = model(x).numpy()
    np.testing.assert_allclose(model(x[:1]).numpy(), whole[:1], rtol=1e-4, atol=1e-6)


def test_raw_nodes_may_be_bytes():
    """TensorFlow 2.0 wrote the node as the bytes of a protocol buffer."""
    node = b"\n\x03mul\x12\x03Mul\x1a\x01x\x1a\x01y*\x07\n\x01T\x12\x020\x01"
    layer = {
        "class_name": "TensorFlowOpLayer",
        "name": "tf_op_layer_mul",
        "config": {"name": "mul", "node_def": node.decode(), "constants": {"1": 3.0}},
        "inbound_nodes": [[["in0", 0, 0, {}]]],
    }
    outputs = [["tf_op_layer_mul", 0, 0]]
    model = tf_model({"inputs": [[2]], "layers": [layer], "outputs": outputs})
    np.testing.assert_array_equal(model(np.ones((1, 2), "float32")).numpy(), 3.0)


def test_damaged_raw_nodes_are_refused():
    for node in ("\x12", "{", None, {"attr": {}}, "\x12\x7fMul"):
        layer = {
            "class_name": "TensorFlowOpLayer",
            "name": "broken",
            "config": {"name": "broken", "node_def": node, "constants": {}},
            "inbound_nodes": [[["in0", 0, 0, {}]]],
        }
        outputs = [["broken", 0, 0]]
        with pytest.raises(ConfigError, match="node_def is damaged"):
            tf_model({"inputs": [[2]], "layers": [layer], "outputs": outputs})


def test_the_table_is_wide():
    assert len(known_symbols()) > 200
