"""to_categorical, normalize, pad_sequences, clear_session and the lazy names."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import graph
import kerasish
from kerasish import utils
from kerasish.base.errors import DataError


def test_classes_become_rows():
    y = utils.to_categorical([[0, 1], [2, 0]])
    assert y.shape == (2, 2, 3)
    assert y.dtype == np.float64
    np.testing.assert_array_equal(y.argmax(-1), [[0, 1], [2, 0]])
    np.testing.assert_array_equal(y.sum(-1), np.ones((2, 2)))


def test_last_axis_of_size_one_is_dropped():
    assert utils.to_categorical([[0], [1]], num_classes=4).shape == (2, 4)


@pytest.mark.parametrize("classes", [[0, 3], [-1, 0]])
def test_classes_out_of_range_are_refused(classes):
    with pytest.raises(DataError, match="classes must be from 0 to 2"):
        utils.to_categorical(classes, 3)


def test_tensors_become_tensors():
    x = graph.placeholder("int32", (None, 1), "x")
    y = utils.to_categorical(x, 3)
    got = graph.Session().run(y, {x: [[2], [0]]})
    np.testing.assert_array_equal(got, [[0, 0, 1], [1, 0, 0]])
    assert got.dtype == np.float32
    with pytest.raises(graph.ArgumentError, match="a tensor needs num_classes"):
        utils.to_categorical(x)


def test_normalize_makes_lengths_one():
    np.testing.assert_allclose(
        utils.normalize([[3.0, 4.0], [0.0, 0.0]]), [[0.6, 0.8], [0.0, 0.0]]
    )
    np.testing.assert_allclose(utils.normalize([[1.0, 3.0]], order=1), [[0.25, 0.75]])
    columns = utils.normalize(np.array([[3.0], [4.0]]), axis=0)
    np.testing.assert_allclose(columns, [[0.6], [0.8]])
    tensor = utils.normalize(graph.as_tensor([[3.0, 4.0]]))
    np.testing.assert_allclose(np.asarray(tensor), [[0.6, 0.8]])


SEQUENCES = [[1], [2, 3], [4, 5, 6]]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, [[0, 0, 1], [0, 2, 3], [4, 5, 6]]),
        ({"padding": "post"}, [[1, 0, 0], [2, 3, 0], [4, 5, 6]]),
        ({"maxlen": 2}, [[0, 1], [2, 3], [5, 6]]),
        ({"maxlen": 2, "truncating": "post"}, [[0, 1], [2, 3], [4, 5]]),
        ({"maxlen": 4, "value": -1}, [[-1, -1, -1, 1], [-1, -1, 2, 3], [-1, 4, 5, 6]]),
    ],
)
def test_sequences_get_one_length(arguments, expected):
    got = utils.pad_sequences(SEQUENCES, **arguments)
    np.testing.assert_array_equal(got, expected)
    assert got.dtype == np.int32


def test_sequences_of_vectors_and_empty_ones():
    got = utils.pad_sequences([[], [[1.5, 2.5]]], maxlen=2, dtype="float32")
    np.testing.assert_array_equal(got, [[[0, 0], [0, 0]], [[0, 0], [1.5, 2.5]]])
    assert utils.pad_sequences([]).shape == (0, 0)


def test_texts_need_a_dtype_for_texts():
    got = utils.pad_sequences([["a"], ["b", "c"]], dtype=object, value="")
    assert got.tolist() == [["", "a"], ["b", "c"]]
    with pytest.raises(graph.ArgumentError, match="a string cannot fill up numbers"):
        utils.pad_sequences([["a"]], value="")


def test_wrong_sequences_are_refused():
    with pytest.raises(DataError, match="must be a list of lists"):
        utils.pad_sequences([1, 2])
    with pytest.raises(DataError, match="elements must have one shape"):
        utils.pad_sequences([[[1, 2]], [[1, 2, 3]]])
    for name in ("padding", "truncating"):
        with pytest.raises(graph.ArgumentError, match=f"{name} must be 'pre' or"):
            utils.pad_sequences(SEQUENCES, **{name: "middle"})


def test_clear_session_restarts_names():
    kerasish.optimizers.Adam()
    utils.clear_session()
    assert kerasish.optimizers.Adam().name == "adam"
    assert kerasish.optimizers.Adam().name == "adam_1"


def test_all_names_can_be_had():
    assert {"Progbar", "set_random_seed", "custom_object_scope"} <= set(dir(utils))
    for name in dir(utils):
        value = getattr(utils, name)
        assert callable(value) or inspect.ismodule(value)
    with pytest.raises(AttributeError, match="no 'nothing'"):
        _ = utils.nothing
