"""vectorized_map: together, now and in graphs, with gradients, loops and branches."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.ir.node import reachable
from graph.testing import assert_close, gradcheck

RNG = np.random.default_rng(5)
X = RNG.normal(size=(4, 3))
W = RNG.normal(size=(3, 3)) * 0.5


def graph_nodes(tensor):
    return reachable([tensor])


def recurrent(row, w):
    def step(c, x):
        c = graph.tanh(graph.sum(c * w[0]) + x)
        return c, c * row

    return graph.scan(step, graph.sum(row) * 0.1, row)


def stopped(row, w):
    return graph.while_loop(
        lambda i, c: i < 4, lambda i, c: (i + 1, graph.tanh(c @ w) + row), (0, row)
    )[1]


def stopped_by_row(row, w):
    return graph.while_loop(
        lambda c: graph.sum(c * c) > 0.1, lambda c: graph.tanh(c @ w) * 0.5, row
    )


def bounded(row, w):
    return graph.while_loop(
        lambda i, c: i < 2,
        lambda i, c: (i + 1, graph.tanh(c @ w)),
        (0, row),
        maximum_iterations=3,
    )[1]


def branch_by_row(row, w):
    return graph.cond(graph.sum(row) > 0, lambda: row @ w, lambda: graph.exp(row))


def branch_for_all(row, w):
    return graph.switch(
        graph.cast(graph.sum(w) > 0, "int32"), [lambda: row @ w, lambda: row * w[0]]
    )


def mixed(row, w):
    """Constants, sizes, results of one row and of none."""
    table = graph.take(w, graph.argmax(row), 0)
    places = graph.argsort(row)
    return {
        "table": table,
        "sorted": graph.take_along_axis(row, places),
        "same": w * 2.0,
        "parts": (graph.concatenate([row[1:], w[:, 0]]), graph.linspace(0.0, 1.0, 3)),
        "matrix": graph.solve(w + graph.expand_dims(row, 0) * np.eye(3) * 9.0, row),
        "none": None,
    }


FUNCTIONS = [
    recurrent,
    stopped,
    stopped_by_row,
    bounded,
    branch_by_row,
    branch_for_all,
    mixed,
    lambda row, w: graph.max(graph.outer(row, row) @ w, 0),
    lambda row, w: graph.map(lambda v: graph.vectorized_map(lambda u: u * v, row), row),
    graph.checkpoint(lambda row, w: graph.sin(row @ w)),
]


@pytest.mark.parametrize("f", FUNCTIONS)
@pytest.mark.parametrize("size", [None, 4])
def test_together_is_one_by_one(f, size):
    x = graph.placeholder("float64", (size, 3))
    w = graph.placeholder("float64", (3, 3))
    together = graph.vectorized_map(lambda row: f(row, w), x)
    apart = graph.map(lambda row: f(row, w), x)
    now = graph.vectorized_map(lambda row: f(row, W), X)
    leaves = [
        [y for y in graph.flatten(ys) if y is not None] for ys in (together, apart, now)
    ]
    a, b = graph.Session().run(leaves[:2], {x: X, w: W})
    for one, other, third in zip(a, b, leaves[2], strict=True):
        assert_close(one, other)
        assert_close(np.asarray(third), other)


@pytest.mark.parametrize("f", [f for f in FUNCTIONS if f is not mixed])
def test_gradients(f):
    order = 1 if f in (stopped, stopped_by_row) else 2
    gradcheck(
        lambda x, w: graph.flatten(graph.vectorized_map(lambda row: f(row, w), x)),
        [X[:2], W],
        order,
    )


def test_no_loop_is_left_where_none_is_needed():
    x, w = graph.placeholder("float64", (None, 3)), graph.placeholder("float64", (3, 3))
    y = graph.vectorized_map(lambda row: graph.softmax(row @ w), x)
    assert [n.op.name for n in graph_nodes(y)].count("scan") == 0
    assert [n.op.name for n in graph_nodes(y)].count("dot_general") == 1
    y = graph.vectorized_map(lambda row: recurrent(row, w)[1], x)
    scans = [n.op for n in graph_nodes(y) if n.op.name == "scan"]
    assert [op.length for op in scans] == [3]


def test_gradients_of_each_row():
    w = graph.Variable(W)
    x = graph.placeholder("float64", (None, 3))

    def loss(row):
        return graph.sum(graph.tanh(row @ w) ** 2.0)

    slopes = graph.vectorized_map(lambda row: graph.gradients(loss(row), [w])[0], x)
    one_by_one = graph.map(lambda row: graph.gradients(loss(row), [w])[0], x)
    got, want = graph.Session().run([slopes, one_by_one], {x: X})
    assert got.shape == (4, 3, 3)
    assert_close(got, want)
    assert all(n.op.name != "scan" for n in graph_nodes(slopes))


def test_variables_and_tapes_on_values():
    w = graph.Variable(W)

    def f(row):
        return graph.sum(graph.tanh(row @ w))

    with graph.GradientTape() as tape:
        total = graph.sum(graph.vectorized_map(f, X))
    want = tape.gradient(total, w)
    y = graph.vectorized_map(f, X)
    assert_close(np.asarray(y), np.tanh(X @ W).sum(1))
    (dw,) = graph.gradients(graph.constant(1.0) * graph.sum(y), [w])  # y has a recipe
    assert_close(graph.Session().run(dw), np.asarray(want))


def test_functions_that_look_at_values_run_row_by_row_now():
    y = graph.vectorized_map(lambda v: v if v > 0 else -v, np.array([1.0, -2.0]))
    assert y.tolist() == [1, 2]
    x = graph.placeholder("float64", (2,))
    with pytest.raises(graph.SymbolicError, match="truth value"):
        graph.vectorized_map(lambda v: v if v > 0 else -v, x)


def test_no_rows():
    y = graph.vectorized_map(lambda row: (row @ W, graph.sum(row)), X[:0])
    assert [part.shape for part in y] == [(0, 3), (0,)]
    x = graph.placeholder("float64", (None, 3))
    z = graph.vectorized_map(lambda row: recurrent(row, W)[1], x)
    assert graph.Session().run(z, {x: X[:0]}).shape == (0, 3, 3)


def test_errors():
    v = graph.Variable(1.0, name="v")
    x = graph.placeholder("float32", (3,))
    for xs in (x, np.ones(3, np.float32)):
        with pytest.raises(graph.ArgumentError) as caught:
            graph.vectorized_map(lambda row: v.assign(v + 1.0) * row, xs)
        assert str(caught.value).startswith(
            "vectorized_map: variable 'v' is assigned inside, where there is no order "
            "of rows\n"
            "  hint: use graph.map, which takes one row after the other\n"
            "  made by: test_vectorized_map.py:"
        )
        assert float(v) == 1
    with pytest.raises(graph.ArgumentError, match="vectorized_map: the number of ste"):
        graph.vectorized_map(lambda a: a, 1.0)
