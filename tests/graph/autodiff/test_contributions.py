"""Cotangents of slices are joined, not padded and added."""

from __future__ import annotations

import numpy as np

import graph
from graph.autodiff.contributions import sum_of
from graph.ir.program import Program
from graph.ops.shape.slice import pad_constant
from graph.testing import gradcheck

X = np.arange(1.0, 13.0).reshape(6, 2)


def ops_of_gradient(function, shape=(6, 2)):
    x = graph.placeholder("float64", shape)
    (dx,) = graph.gradients(function(x), [x])
    return [node.op.name for node in Program([x], [dx]).nodes()]


def test_slices_side_by_side_are_concatenated():
    def f(x):
        return sum(graph.sum(part**2) for part in graph.split(x, 3))

    names = ops_of_gradient(f)
    assert "concatenate" in names and "pad_constant" not in names
    gradcheck(f, [X], order=2)


def test_rows_in_any_order():
    def f(x):
        return x[3] * x[0] + x[1] * x[5] + x[2] * x[4]

    names = ops_of_gradient(f)
    assert names.count("concatenate") == 1 and "pad_constant" not in names
    gradcheck(f, [X], order=2)


def test_gaps_stay_zero():
    def f(x):
        return x[0] * x[1] + x[4] * x[5]

    assert ops_of_gradient(f).count("pad_constant") == 2
    gradcheck(f, [X])


def test_overlaps_are_added():
    def f(x):
        return graph.sum(x[0:3] ** 2) + graph.sum(x[2:5] ** 3) + graph.sum(x[0:2])

    gradcheck(f, [X])


def test_the_same_place_twice():
    def f(x):
        return x[0:2] * x[0:2] * x[2:4]

    gradcheck(f, [X])


def test_slices_and_other_uses():
    def f(x):
        return graph.sum(x[:3] * x[3:]) + graph.sum(graph.exp(x / 10))

    gradcheck(f, [X])


def test_two_axes():
    def f(x):
        return graph.sum(x[:3] ** 2) + graph.sum(x[3:]) + graph.sum(x[:, :1] * x[:, 1:])

    assert ops_of_gradient(f).count("concatenate") == 2
    gradcheck(f, [X])


def test_symbolic_sizes():
    x = graph.placeholder("float64", (None, 2))
    n = graph.shape(x)[0]
    y = graph.sum(x[:2] ** 2) + graph.sum(x[2:n] ** 3)
    (dx,) = graph.gradients(y, [x])
    want = np.where(np.arange(6)[:, None] < 2, 2 * X, 3 * X**2)
    np.testing.assert_allclose(graph.Session().run(dx, {x: X}), want)


def test_padding_with_another_value_is_not_joined():
    x, y = (graph.placeholder("float64", (2,)) for _ in "xy")
    first = pad_constant(x, (0,), (2,), value=1.0)
    second = pad_constant(y, (2,), (0,), value=1.0)
    found = graph.Session().run(sum_of([first, second]), {x: [1, 2], y: [3, 4]})
    assert found.tolist() == [2, 3, 4, 5]


def test_slices_without_elements_give_nothing():
    x = graph.placeholder("float32", (1, 3), "x")
    y = graph.sum(graph.diff(x, axis=0)) + graph.sum(x[1:])
    (dx,) = graph.gradients(y, [x])
    got = graph.Session().run(dx, {x: np.ones((1, 3), np.float32)})
    assert got.tolist() == [[0.0] * 3]
