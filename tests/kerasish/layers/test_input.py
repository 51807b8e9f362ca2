"""Where models begin."""

import numpy as np
import pytest

import kerasish
from graph import ArgumentError, ShapeError
from kerasish import layers


def test_shape_batch_size_and_dtype():
    assert kerasish.Input((3,)).shape == (None, 3)
    assert kerasish.Input((3,), batch_size=2).shape == (2, 3)
    assert kerasish.Input(batch_shape=(2, None)).shape == (2, None)
    assert kerasish.Input(()).shape == (None,)
    assert kerasish.Input((3,), dtype="int32").dtype == "int32"


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"shape": (3,), "batch_shape": (1, 3)},
        {"batch_shape": (1, 3), "batch_size": 1},
    ],
)
def test_the_shape_is_given_once(arguments):
    with pytest.raises(ArgumentError, match="Input"):
        kerasish.Input(**arguments)


@pytest.mark.parametrize("kind", ["sparse", "ragged"])
def test_other_kinds_of_data_are_not_supported(kind):
    with pytest.raises(NotImplementedError, match="dense"):
        kerasish.Input((3,), **{kind: True})


def test_the_config_comes_back():
    layer = layers.InputLayer((3,), batch_size=2, dtype="int32", name="x")
    again = layers.InputLayer.from_config(layer.get_config())
    assert again.batch_shape == (2, 3) and again.dtype == "int32"
    assert again.name == "x"


def test_a_fixed_batch_size_holds():
    x = kerasish.Input((3,), batch_size=4)
    model = kerasish.Model(x, layers.Dense(2)(x))
    assert model.output_shape == (4, 2)
    assert model.predict(np.ones((8, 3)), batch_size=4, verbose=0).shape == (8, 2)
    with pytest.raises(ShapeError):
        model(np.ones((3, 3)))


def test_dict_inputs_are_found_by_name_in_any_order_beside_others():
    a, b = kerasish.Input((1,), name="a"), kerasish.Input((1,), name="b")
    model = kerasish.Model({"a": a, "b": b}, a - b)
    data = {"b": np.ones((2, 1)), "c": np.zeros((2, 9)), "a": np.full((2, 1), 3.0)}
    assert model(data).numpy().tolist() == [[2], [2]]
    assert model.predict(data, verbose=0).tolist() == [[2], [2]]
    with pytest.raises(ArgumentError, match="'b' is missing"):
        model({"a": data["a"]})


def test_a_list_model_takes_lists_tuples_and_dicts():
    a, b = kerasish.Input((1,), name="a"), kerasish.Input((1,), name="b")
    model = kerasish.Model([a, b], a - b)
    x, y = np.full((2, 1), 3.0), np.ones((2, 1))
    for data in ([x, y], (x, y), {"b": y, "a": x}):
        assert model(data).numpy().tolist() == [[2], [2]]
        assert model.predict(data, verbose=0).tolist() == [[2], [2]]


@pytest.mark.parametrize("dtype", ["float64", "int64", "bool", "uint8"])
def test_data_of_all_dtypes_become_floats(dtype):
    model = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.array([[0, 1, 2], [1, 0, 3]]).astype(dtype)
    expected = model(x.astype("float32"))
    np.testing.assert_allclose(model.predict(x, verbose=0), expected, rtol=1e-6)
    model.fit(x, x[:, :1], verbose=0)
    assert model(x).dtype == "float32"


def test_a_missing_last_axis_of_one_is_added():
    model = kerasish.Sequential([kerasish.Input((1,)), layers.Dense(2)])
    assert model.predict(np.ones(4), verbose=0).shape == (4, 2)
