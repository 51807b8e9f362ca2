"""What functions of ops.numpy do beside calling the engine's."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import ops

X = np.array([[3.0, 1.0, 2.0], [6.0, 5.0, 4.0]], "float32")
NONE = np.zeros((0, 3), "float32")
W = [3, 1, 3, 0]


def plain(values):
    return [v.tolist() for v in values]


def test_extremes_start_at_an_initial_value():
    assert ops.max(X, axis=1, initial=4).tolist() == [4.0, 6.0]
    assert ops.min(X, axis=0, initial=2.5).tolist() == [2.5, 1.0, 2.0]
    assert ops.max(NONE, axis=0, initial=1.5).tolist() == [1.5] * 3
    assert ops.max(NONE, axis=0, keepdims=True, initial=1).shape == (1, 3)
    assert ops.min(np.array([3, 4]), initial=1.5).dtype == "float32"


def test_the_lower_limit_of_clip_is_the_stronger():
    assert ops.clip([0.0, 5.0], 3.0, 1.0).tolist() == [3.0, 3.0]
    assert ops.clip([True, False], 0, 1).dtype == "int32"
    assert ops.clip([0.0, 5.0], None, 1.0).tolist() == [0.0, 1.0]
    assert ops.clip([0.0, 5.0], 1.0, None).tolist() == [1.0, 5.0]


def test_distinct_elements_in_all_forms():
    assert ops.unique(W).tolist() == [0, 1, 3]
    found = ops.unique(W, True, True, True, True)
    assert plain(found) == [[0, 1, 3], [3, 1, 0], [2, 1, 2, 0], [1, 1, 2]]
    assert {part.dtype.name for part in found} == {"int32"}
    as_they_come = ops.unique(W, sorted=False, return_index=True, return_inverse=True)
    assert plain(as_they_come) == [[3, 1, 0], [0, 1, 3], [0, 1, 0, 2]]
    assert ops.unique(W, size=2).tolist() == [0, 1]
    values, counts = ops.unique(W, return_counts=True, size=5, fill_value=-1)
    assert plain([values, counts]) == [[0, 1, 3, -1, -1], [1, 1, 2, 0, 0]]
    rows = ops.unique([[1, 2], [0, 1], [1, 2]], axis=0, size=3, fill_value=9)
    assert rows.tolist() == [[0, 1], [1, 2], [9, 9]]


def test_where_without_values_tells_the_places():
    assert plain(ops.where([[0, 5], [7, 0]])) == [[0, 1], [1, 0]]
    for values in ({"x1": 1}, {"x2": 1}):
        with pytest.raises(graph.ArgumentError, match="given without"):
            ops.where([True], **values)


def test_bins_and_counts():
    counts, edges = ops.histogram(np.array([1, 2, 2, 9]), bins=2)
    assert counts.tolist() == [3, 1] and counts.dtype == "int64"
    assert edges.tolist() == [1.0, 5.0, 9.0]
    counts, _ = ops.histogram([1.0, 2.0, 9.0], 2, (0, 4))
    assert counts.tolist() == [1.0, 1.0]
    assert ops.bincount([0, 2], weights=[True, True]).tolist() == [1, 0, 1]
    with pytest.raises(NotImplementedError, match="sparse=False"):
        ops.bincount([1], sparse=True)


def test_a_turn_by_two_quarters_keeps_each_element():
    assert ops.rot90(X, 2).tolist() == X[::-1, ::-1].tolist()


def test_vectors_are_stacked_along_their_axis():
    assert ops.vstack([[1, 2], [3]]).tolist() == [1, 2, 3]
    assert ops.vstack([X, X]).shape == (4, 3)
    assert ops.concatenate([X, X], axis=None).shape == (12,)


def test_numbers_of_parts_may_be_arrays():
    assert plain(ops.split([1, 2, 3], np.array([1]))) == [[1], [2, 3]]
    assert plain(ops.split([1, 2, 3], np.int64(3))) == [[1], [2], [3]]
    assert ops.repeat([1, 2], ops.array([2, 0])).tolist() == [1, 1]


def test_copies_of_arrays_have_their_own_memory():
    x = X.copy()
    y = ops.copy(x)
    x[:] = 0
    assert y.tolist() == X.tolist()
    assert ops.copy(y) is y


def test_full_takes_tensors_that_broadcast():
    assert ops.full((2, 3), X[0]).tolist() == [X[0].tolist()] * 2
    assert ops.full_like(X, 2).dtype == "float32"


def test_ranges_up_to_sizes_that_are_not_known():
    x = graph.placeholder("float32", (None,), "x")
    r = ops.arange(graph.shape(x)[0])
    assert r.dtype == "int32"
    assert graph.Session().run(r, {x: np.zeros(3)}).tolist() == [0, 1, 2]
    count = ops.size(x)
    assert int(graph.Session().run(count, {x: np.zeros(5)})) == 5


def test_functions_of_elements_and_of_rows():
    add = ops.vectorize(lambda a, b: a * 2 + b)
    assert add([1, 2], [[10], [20]]).tolist() == [[12, 14], [22, 24]]
    both = ops.vectorize(lambda a: (ops.sum(a), a * 2), signature="(n)->(),(n)")
    total, double = both(X)
    assert total.tolist() == [6.0, 15.0] and double.tolist() == (X * 2).tolist()
    matmul = ops.vectorize(ops.matmul, signature="(n,k),(k,m)->(n,m)")
    assert matmul(np.ones((5, 2, 3)), np.ones((3, 4))).shape == (5, 2, 4)
    scaled = ops.vectorize(lambda a, by: a * by, excluded={1})
    assert scaled([1.0, 2.0], 3).tolist() == [3.0, 6.0]
    named = ops.vectorize(lambda a, by: a * by, excluded={"by"})
    assert named(a=[1.0, 2.0], by=3).tolist() == [3.0, 6.0]


def test_functions_of_elements_in_a_graph():
    x = graph.placeholder("float32", (None, 3), "x")
    y = ops.vectorize(lambda a: ops.sum(a * a), signature="(n)->()")(x)
    assert graph.Session().run(y, {x: X}).tolist() == [14.0, 77.0]


@pytest.mark.parametrize("signature", ["n->n", "(n)", "(n)->(", "(n,)->()"])
def test_signatures_that_are_none(signature):
    with pytest.raises(graph.ArgumentError, match="cannot be read"):
        ops.vectorize(ops.sum, signature=signature)
    with pytest.raises(graph.ArgumentError, match="is of 1 arguments"):
        ops.vectorize(ops.sum, signature="(n)->()")(X, X)


def test_ndim_answers_at_once():
    assert ops.ndim(kerasish.Input((3, 4))) == 3
    assert ops.ndim(5) == 0
