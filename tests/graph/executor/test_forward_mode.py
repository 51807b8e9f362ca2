"""Derivatives along a direction, on values, in graphs, and differentiated."""

from __future__ import annotations

import numpy as np
import pytest

import graph

X, V = np.array([0.5, -1.0, 2.0]), np.array([1.0, 3.0, -2.0])


def test_on_values():
    y, dy = graph.jvp(graph.sin, (X,), (V,))
    np.testing.assert_allclose(y, np.sin(X))
    np.testing.assert_allclose(dy, np.cos(X) * V)


def test_several_arguments_and_results():
    def f(x, pair):
        return {"product": x * pair[0], "sum": graph.sum(x + pair[1])}

    y, dy = graph.jvp(f, (X, [X + 1, X]), (V, [V * 0, V]))
    np.testing.assert_allclose(dy["product"], V * (X + 1))
    np.testing.assert_allclose(dy["sum"], 2 * V.sum())
    assert list(y) == ["product", "sum"]


def test_the_same_tensor_twice():
    x = graph.as_tensor(X)
    _, dy = graph.jvp(lambda a, b: a * b * x, (x, x), (V, 0 * V))
    np.testing.assert_allclose(dy, V * X * X)


def test_what_does_not_depend_on_the_arguments_does_not_change():
    y, dy = graph.jvp(lambda x: (graph.as_tensor(2.0), x > 0, x), (X,), (V,))
    assert float(dy[0]) == 0.0
    assert dy[1].tolist() == [False] * 3
    np.testing.assert_array_equal(dy[2], V)
    assert y[1].tolist() == [True, False, True]


def test_auxiliary_results():
    _, dy, aux = graph.jvp(lambda x: (x * x, "told"), (X,), (V,), has_aux=True)
    np.testing.assert_allclose(dy, 2 * X * V)
    assert aux == "told"


def test_in_a_graph():
    x = graph.placeholder("float64", (None,), "x")
    v = graph.placeholder("float64", (None,), "v")
    y, dy, aux = graph.jvp(lambda t: (graph.exp(t) * t, t + 1), (x,), (v,), True)
    found = graph.Session().run([y, dy, aux], {x: X, v: V})
    np.testing.assert_allclose(found[0], np.exp(X) * X)
    np.testing.assert_allclose(found[1], np.exp(X) * (X + 1) * V)
    np.testing.assert_allclose(found[2], X + 1)


def test_of_a_function_that_closes_over_a_graph():
    a = graph.placeholder("float64", (3,), "a")
    _, dy = graph.jvp(lambda t: t * t * a, (X,), (V,))
    np.testing.assert_allclose(graph.Session().run(dy, {a: X}), 2 * X * V * X)


def test_a_tape_differentiates_it():
    x = graph.as_tensor(X)
    with graph.GradientTape() as tape:
        tape.watch(x)
        _, dy = graph.jvp(lambda t: t * t * t, (x,), (V,))
    np.testing.assert_allclose(tape.gradient(dy, x), 6 * X * V)


def test_of_layers_of_mathematics():
    def f(x):
        return graph.softmax(graph.matmul(graph.reshape(x, (1, 3)), np.eye(3) + 1))

    _, dy = graph.jvp(f, (X,), (V,))
    step = 1e-6
    difference = (f(X + step * V) - f(X - step * V)) / (2 * step)
    np.testing.assert_allclose(dy, difference, rtol=1e-6, atol=1e-9)


def test_as_many_tangents_as_primals():
    with pytest.raises(graph.ArgumentError, match="1 tangents for 2 primals"):
        graph.jvp(graph.add, (X, X), (V,))
