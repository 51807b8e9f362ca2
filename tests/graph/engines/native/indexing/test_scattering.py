"""Writing and adding at places, against the kernels of the ops."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from tests.graph.engines.native.examples import check_examples
from tests.graph.engines.native.lowered import (
    BadData,
    check_lowering,
    node_on,
    run_lowered,
    run_node,
)

OPS = graph.REGISTRY
RNG = np.random.default_rng(6)


def values(shape, dtype="float32"):
    return RNG.integers(-9, 10, shape).astype(dtype)


@pytest.mark.parametrize(
    ("shape", "axis", "count"),
    [
        ((11, 13), 0, 40),
        ((9, 70), 0, 25),
        ((4, 11, 5), 1, 40),
        ((4, 11), 1, 3),
        ((6,), 0, 50),
        ((6, 3), 0, 0),
        ((6, 0), 0, 3),
        ((700, 64), 0, 900),
    ],
)
def test_adding_at_indices_that_repeat(shape, axis, count):
    indices = RNG.integers(-shape[axis], shape[axis], count).astype(np.int32)
    updates = (*shape[:axis], count, *shape[axis + 1 :])
    for dtype in ("float32", "int16"):
        x = values(shape, dtype)
        check_lowering(OPS["AddAt"](axis), x, indices, values(updates, dtype))


def test_scalars_are_added_up_in_double_precision():
    count, x = 30_000, np.zeros(2, np.float32)
    where = np.ones(count, np.int64)
    updates = np.full(count, 0.1, np.float32)
    check_lowering(OPS["AddAt"](0), x, where, updates, rtol=1e-7)


@pytest.mark.parametrize("shape", [(50, 40), (50, 200), (3, 50, 7)])
def test_the_number_of_parts_does_not_matter(shape):
    axis = len(shape) - 2
    indices = RNG.integers(0, 50, 400)
    updates = RNG.normal(size=(*shape[:axis], 400, shape[-1])).astype(np.float32)
    op, x = OPS["AddAt"](axis), np.zeros(shape, np.float32)
    one, seven = (run_lowered(op, [x, indices, updates], parts=n) for n in (1, 7))
    np.testing.assert_array_equal(one, seven)


@pytest.mark.parametrize("reduction", ["set", "add", "max", "min", "mul"])
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_joining_at_places(reduction, depth):
    for dtype in ("float32", "int8"):
        x = values((4, 5, 6), dtype)
        where = [RNG.integers(-n, n, (3, 5)) for n in x.shape[:depth]]
        updates = values((3, 5, *x.shape[depth:]), dtype)
        symbolic = (False, {0: (0,), 1: (0,), 2: (0,)})
        arrays = x, np.stack(where, -1), updates
        check_lowering(OPS["ScatterNd"](reduction), *arrays, symbolic=symbolic)


def test_any_dtype_is_set():
    for dtype in ("bool", "float16", "complex64", "complex128"):
        where, updates = np.array([[1], [3], [1]]), values((3, 2), dtype)
        check_lowering(OPS["ScatterNd"]("set"), values((5, 2), dtype), where, updates)


def test_extremes_keep_nan():
    x = np.array([1, np.nan, 3, 4], np.float32)
    where, updates = np.array([[0], [1], [2]]), np.array([np.nan, 5, 9], np.float32)
    for reduction in ("max", "min"):
        check_lowering(OPS["ScatterNd"](reduction), x, where, updates)


@pytest.mark.parametrize("shape", [(7,), (7, 3), (7, 100), (2, 7, 3)])
def test_an_index_out_of_range_is_reported(shape):
    axis = max(0, len(shape) - 2)
    x, where = values(shape), np.array([1, 7, 0])
    updates = values((*shape[:axis], 3, *shape[axis + 1 :]))
    with pytest.raises(BadData):
        run_lowered(OPS["AddAt"](axis), [x, where, updates])


def test_updates_of_unknown_fit_are_left_to_numpy():
    node, arrays, env = node_on(
        OPS["AddAt"](0), values((6, 3)), np.array([1, 2]), values((1, 3)), symbolic=()
    )
    with pytest.raises(LookupError):
        run_node(node, arrays, env)


def test_examples_of_the_ops():
    assert check_examples("AddAt", "ScatterNd", "Take", rtol=None) > 20
