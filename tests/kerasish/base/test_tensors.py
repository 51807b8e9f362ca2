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


def test_variables_of_a_layer_of_mixed_precision_are_read_in_its_dtype():
    seen = {}

    class Half(kerasish.Layer):
        def build(self, input_shape):
            self.w = self.add_weight(shape=(3,), initializer="ones")

        def call(self, x):
            seen["tensor"] = convert_to_tensor(self.w).dtype
            seen["float"] = to_float(self.w).dtype
            seen["function"] = kerasish.ops.softplus(self.w).dtype
            return x * self.w

    Half(dtype="mixed_float16")(np.ones((2, 3)))
    assert {dtype.name for dtype in seen.values()} == {"float16"}
    w = kerasish.Variable([1.0])
    assert not isinstance(convert_to_tensor(w), graph.Variable)
    assert convert_to_tensor(w).dtype == "float32"


def test_a_list_of_tensors_is_stacked():
    x = graph.placeholder("float32", (2,), "x")
    y = graph.as_tensor(np.ones(2, "float32"))
    stacked = convert_to_tensor([[x, y], [y, x]])
    assert stacked.spec.shape == (2, 2, 2)
    assert stacked.dtype == "float32"
    found = graph.Session().run(stacked, {x: [3.0, 4.0]})
    assert found[0].tolist() == [[3.0, 4.0], [1.0, 1.0]]
    wide = graph.as_tensor(np.ones(2))
    assert convert_to_tensor([wide, wide]).dtype == "float64"
    assert convert_to_tensor([wide, wide], "int32").dtype == "int32"
