"""Planned calls give what unplanned ones give, and record the same on tapes."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.ir.eager_plan import planned

X = np.arange(24, dtype=np.float32).reshape(2, 3, 4) - 7
CALLS = {
    "sum": lambda x: graph.sum(x, 1),
    "sum of ints": lambda x: graph.sum(graph.cast(x, "int8"), (0, 2), keepdims=True),
    "mean": lambda x: graph.mean(x, axis=-1, keepdims=True),
    "var": lambda x: graph.var(x, 0, ddof=1),
    "reshape": lambda x: graph.reshape(x, (-1, 4)),
    "same shape": lambda x: graph.reshape(x, (2, 3, 4)),
    "transpose": lambda x: graph.transpose(x, (2, 0, 1)),
    "concatenate": lambda x: graph.concatenate([x, x * 2], axis=1),
    "stack": lambda x: graph.stack((x, x), axis=-1),
    "where": lambda x: graph.where(x > 0, x, 0.0),
    "where not": lambda x: graph.where(x > 0, 1, x),
    "matmul": lambda x: graph.matmul(x, graph.transpose(x, (0, 2, 1))),
    "softmax": lambda x: graph.softmax(x, axis=1),
    "clip": lambda x: graph.clip(x, -1, 2),
    "slices": lambda x: x[:, 1:, ::-2],
    "positions": lambda x: x[1, None, ..., -1],
    "cast": lambda x: graph.cast(x, "float64"),
}


@pytest.mark.parametrize("name", CALLS)
def test_the_second_call_is_like_the_first_and_like_the_graph(name):
    call = CALLS[name]
    first, second = call(graph.as_tensor(X)), call(graph.as_tensor(X + 1))
    x = graph.placeholder("float32", X.shape, "x")
    for array, got in ((X, first), (X + 1, second)):
        want = graph.Session().run(call(x), {x: array})
        np.testing.assert_array_equal(got.numpy(), want)
        assert got.dtype == want.dtype


@pytest.mark.parametrize("name", [n for n in CALLS if "ints" not in n])
def test_gradients_pass_through_planned_calls(name):
    call = CALLS[name]
    call(graph.as_tensor(X))
    tensor = graph.as_tensor(X)
    with graph.GradientTape() as tape:
        tape.watch(tensor)
        y = graph.sum(call(tensor) * call(tensor))
    x = graph.placeholder("float32", X.shape, "x")
    (dx,) = graph.gradients(graph.sum(call(x) * call(x)), [x])
    want = graph.Session().run(dx, {x: X})
    np.testing.assert_allclose(tape.gradient(y, tensor).numpy(), want, rtol=1e-6)


def test_numbers_of_one_value_and_different_types_have_plans_of_their_own():
    x = graph.as_tensor(np.arange(3))
    mask = graph.as_tensor([True, False, True])
    assert graph.where(mask, x, 1).dtype == "int64"
    assert graph.where(mask, x, 1.0).dtype == "float64"


def test_a_function_is_run_once_for_calls_of_one_kind():
    runs = []

    @planned(tensors=2)
    def double_sum(x, y, times=2):
        runs.append(x.shape)
        return (x + y) * times

    a, b = graph.as_tensor([1.0]), graph.as_tensor([2.0])
    assert [double_sum(a, b).item(), double_sum(b, b).item()] == [6.0, 8.0]
    assert runs == [(1,)]
    assert double_sum(a, b, times=3).item() == 9.0
    assert double_sum(graph.as_tensor([1.0, 1.0]), b).shape == (2,)
    assert runs == [(1,), (1,), (2,)]


def test_calls_that_cannot_be_planned_run_as_they_are():
    runs = []

    @planned(tensors=1)
    def scaled(x, factor):
        runs.append(factor)
        return x * float(factor)

    x = graph.as_tensor([1.0])
    factor = graph.as_tensor(2.0)
    assert [scaled(x, factor).item() for _ in range(2)] == [2.0, 2.0]
    assert len(runs) == 2  # the number in the tensor matters
    v = graph.Variable([1.0])
    assert scaled(v, 2).item() == scaled(v, 2).item() == 2.0
    v.assign([5.0])
    assert scaled(v, 2).item() == 10.0


def test_errors_come_from_the_function():
    x = graph.as_tensor(X)
    for _ in range(2):
        with pytest.raises(graph.ArgumentError, match="axis 3 is outside"):
            graph.sum(x, 3)
        with pytest.raises(graph.ShapeError, match="elements"):
            graph.reshape(x, (5, -1))
        with pytest.raises(graph.ShapeError, match="shapes do not broadcast"):
            x + graph.as_tensor(np.ones(5, np.float32))
