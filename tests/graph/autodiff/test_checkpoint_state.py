"""Checkpoints that assign variables: once, and the second run sees the first values."""

from __future__ import annotations

import numpy as np

import graph


def counted(v):
    @graph.checkpoint
    def f(x):
        y = graph.sin(x * v)
        v.assign_add(1.0)
        return y * v

    return f


def test_on_values_and_in_a_trace():
    now, later = graph.Variable(1.0), graph.Variable(1.0)
    x = graph.placeholder("float32", (2,), "x")
    array = np.array([0.3, 1.2], np.float32)
    with graph.tracing() as trace:
        y = counted(later)(x)
        (dx,) = graph.gradients(y, [x])
    run = graph.CompiledCallable([x], [y, dx], list(trace.updates.items()))
    for k in (1.0, 2.0):
        with graph.GradientTape() as tape:
            value = graph.as_tensor(array)
            tape.watch(value)
            z = counted(now)(value)
        want = np.sin(array * k) * (k + 1), k * np.cos(array * k) * (k + 1)
        np.testing.assert_allclose(z.numpy(), want[0], rtol=1e-5)
        np.testing.assert_allclose(tape.gradient(z, value).numpy(), want[1], rtol=1e-5)
        for got, wanted in zip(run([array]), want):
            np.testing.assert_allclose(got, wanted, rtol=1e-5)
        assert float(now) == float(later) == k + 1


def test_fetching_the_result_assigns():
    v = graph.Variable(1.0)
    x = graph.placeholder("float32", (), "x")
    y = counted(v)(x)
    (dx,) = graph.gradients(y, [x])
    np.testing.assert_allclose(graph.Session().run(y, {x: 1}), 2 * np.sin(1), 1e-6)
    assert float(v) == 2
    np.testing.assert_allclose(graph.Session().run(dx, {x: 1}), 6 * np.cos(2), 1e-6)


def test_a_value_that_meets_a_symbol_starts_again():
    v = graph.Variable(1.0)
    x = graph.placeholder("float32", (), "x")
    with graph.GradientTape():
        y = graph.checkpoint(lambda a: a * x * v.assign_add(1.0))(graph.as_tensor(3.0))
    assert float(v) == 1
    assert graph.Session().run(y, {x: 1}) == 6
    assert float(v) == 2
