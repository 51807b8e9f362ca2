"""Where models begin: shapes, dtypes and names of inputs."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers


def test_an_input_has_an_open_batch_unless_told_otherwise():
    assert kerasish.Input((3, None)).shape == (None, 3, None)
    assert kerasish.Input((3,), batch_size=4).shape == (4, 3)
    assert kerasish.Input(batch_shape=(2, None)).shape == (2, None)
    assert kerasish.Input(5).shape == (None, 5)


def test_dtype_and_name_of_an_input():
    x = kerasish.Input((3,), dtype="int32", name="ids")
    assert (x.dtype.name, x.name) == ("int32", "ids")
    assert kerasish.Input((3,)).dtype.name == "float32"


@pytest.mark.parametrize("shapes", [{}, {"shape": (3,), "batch_shape": (None, 3)}])
def test_exactly_one_shape_must_be_given(shapes):
    with pytest.raises(graph.GraphError, match="either shape or batch_shape"):
        kerasish.Input(**shapes)


@pytest.mark.parametrize("kind", ["sparse", "ragged"])
def test_sparse_and_ragged_inputs_are_refused(kind):
    with pytest.raises(NotImplementedError, match="dense arrays"):
        kerasish.Input((3,), **{kind: True})


def test_config_of_an_input_layer_makes_an_equal_one():
    layer = layers.InputLayer((3, None), dtype="float16", name="x")
    again = layers.InputLayer.from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    assert again.output.shape == (None, 3, None)


def test_values_keep_the_names_of_dict_inputs():
    inputs = {"a": kerasish.Input((2,), name="a"), "b": kerasish.Input((2,), name="b")}
    model = kerasish.Model(inputs, layers.Subtract()([inputs["a"], inputs["b"]]))
    values = {"b": np.ones((1, 2)), "a": np.full((1, 2), 3.0)}
    assert model(values).tolist() == [[2.0, 2.0]]
