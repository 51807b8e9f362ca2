"""Tensors of functional models."""

import numpy as np

import graph
import kerasish
from kerasish import layers
from kerasish.base.keras_tensor import KerasTensor, distinct, is_keras_tensor, plain


def test_an_input_knows_its_layer():
    x = kerasish.Input((3,), name="x")
    assert isinstance(x, KerasTensor)
    assert x.shape == (None, 3) and x.dtype == "float32" and x.name == "x"
    assert x.history.operation.name == "x"
    assert (x.history.node_index, x.history.tensor_index) == (0, 0)
    assert x.sparse is False


def test_outputs_know_the_call_that_made_them():
    dense = layers.Dense(2, name="d")
    a, b = dense(kerasish.Input((3,))), dense(kerasish.Input((3,)))
    assert a.history == (dense, 0, 0)
    assert b.history == (dense, 1, 0)
    assert a.name == b.name == "d"


def test_the_repr_shows_shape_dtype_and_name():
    x = kerasish.Input((3,), name="x")
    assert repr(x) == (
        "<KerasTensor shape=(None, 3), dtype=float32, sparse=False, ragged=False, "
        "name=x>"
    )


def test_tensors_are_equal_to_themselves_only_and_can_be_keys():
    x, y = kerasish.Input((3,)), kerasish.Input((3,))
    assert x == x and x != y
    assert {x: 1, y: 2}[x] == 1


def test_layers_compute_with_tensors_without_history():
    seen = []

    class Looking(layers.Layer):
        def call(self, x):
            seen.append(type(x))
            return x + 1.0

    y = Looking()(kerasish.Input((3,)))
    assert seen == [graph.SymbolicTensor]
    assert is_keras_tensor(y) and not is_keras_tensor(y.plain)
    assert plain(y) is y.plain and plain(3) == 3


def test_a_layer_that_returns_its_input_makes_a_tensor_of_its_own():
    x = kerasish.Input((3,))
    y = layers.Identity()(x)
    assert y is not x
    model = kerasish.Model(x, y)
    assert len(model.layers) == 2
    np.testing.assert_array_equal(model(np.ones((1, 3))).numpy(), [[1, 1, 1]])


def test_a_distinct_tensor_has_the_same_value():
    x = graph.placeholder("float32", (2,), "x")
    y = distinct(x, "layer")
    assert y is not x
    value = graph.Session().run(y, {x: np.array([1.0, 2.0], "float32")})
    np.testing.assert_array_equal(value, [1, 2])
