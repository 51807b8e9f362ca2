"""What users pass, as tensors."""

import numpy as np
import pytest

import graph
import kerasish
from kerasish.base.tensors import convert_to_tensor, to_float


@pytest.mark.parametrize(
    "value, dtype",
    [
        (1.5, "float32"),
        ([1.0, 2.0], "float32"),
        (3, "int32"),
        ([[1, 2]], "int32"),
        (True, "bool"),
        (np.ones(2), "float64"),
        (np.float16(1), "float16"),
        (np.ones(2, "int64"), "int64"),
        ([], "float32"),
    ],
)
def test_dtypes_follow_keras(value, dtype):
    assert convert_to_tensor(value).dtype == dtype


def test_a_dtype_that_is_asked_for_is_given():
    assert convert_to_tensor([1.9], "int32").numpy().tolist() == [1]
    assert convert_to_tensor(np.ones(2), "float32").dtype == "float32"
    assert convert_to_tensor(1, "bool").numpy() == np.True_


def test_tensors_stay_the_same():
    tensor = graph.as_tensor(np.ones(2, "float32"))
    assert convert_to_tensor(tensor) is tensor
    symbolic = graph.placeholder("float32", (2,), "x")
    assert convert_to_tensor(symbolic) is symbolic


def test_variables_give_their_value():
    v = kerasish.Variable([1.0, 2.0])
    tensor = convert_to_tensor(v)
    assert not isinstance(tensor, graph.Variable)
    np.testing.assert_array_equal(np.asarray(tensor), [1, 2])


@pytest.mark.parametrize("value", [3, True, np.ones(2, "uint8")])
def test_integers_and_booleans_become_floats(value):
    assert to_float(value).dtype == "float32"


def test_floats_keep_their_dtype_unless_told():
    assert to_float(np.ones(2, "float64")).dtype == "float64"
    assert to_float(np.ones(2, "float64"), "float16").dtype == "float16"
