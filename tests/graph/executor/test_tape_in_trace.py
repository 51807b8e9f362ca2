"""A tape in a trace gives what it gives on values: it sees only what it recorded."""

import numpy as np
import pytest

import graph

START = np.array([0.5, -1.0, 2.0], "float32")


def old_and_new(v, x):
    """As in policies that are compared with what they were: old is a constant."""
    old = graph.tanh(v * x)
    with graph.GradientTape() as tape:
        new = graph.tanh(v * x)
        loss = graph.sum(graph.exp(new - old) * new)
    return tape.gradient(loss, v)


def before_and_inside(v, x):
    before = v * x
    with graph.GradientTape() as tape:
        loss = graph.sum(before * v)
    return tape.gradient(loss, v)


def only_before(v, x):
    before = v * x
    with graph.GradientTape() as tape:
        loss = graph.sum(before * before)
    return tape.gradient(loss, v, unconnected_gradients="zero")


def after_an_update(v, x):
    """The gradient at the new value, not through the update."""
    for _ in range(2):
        with graph.GradientTape() as tape:
            loss = graph.sum(graph.tanh(v * x))
        v.assign_sub(0.1 * tape.gradient(loss, v))
    with graph.GradientTape() as tape:
        loss = graph.sum(v * v * x)
    return tape.gradient(loss, v)


def second_order(v, x):
    with graph.GradientTape() as outer:
        a = graph.sum(v * v * x)
        with graph.GradientTape() as inner:
            y = graph.sum(v * v * v)
        dx = inner.gradient(y, v)
        loss = a + graph.sum(dx * dx)
    return outer.gradient(loss, v)


def persistent(v, x):
    with graph.GradientTape(persistent=True) as tape:
        a, b = graph.sum(v * x), graph.sum(v * v)
    return tape.gradient(a, v) + 2.0 * tape.gradient(b, v)


def in_a_branch(v, x):
    before = v * x
    with graph.GradientTape() as tape:
        loss = graph.cond(
            graph.sum(x) > 0.0,
            lambda: graph.sum(before * v * v),
            lambda: graph.sum(before),
        )
    return tape.gradient(loss, v)


def in_a_scan(v, x):
    before = v * x
    with graph.GradientTape() as tape:
        last, _ = graph.scan(
            lambda s, row: (s * v + row, s), before, graph.stack([x, x])
        )
        loss = graph.sum(last)
    return tape.gradient(loss, v)


def unwatched(v, x):
    with graph.GradientTape(watch_accessed_variables=False) as tape:
        loss = graph.sum(v * x)
    return tape.gradient(loss, v, unconnected_gradients="zero")


CASES = [
    old_and_new,
    before_and_inside,
    only_before,
    after_an_update,
    second_order,
    persistent,
    in_a_branch,
    in_a_scan,
    unwatched,
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_a_traced_tape_gives_what_it_gives_on_values(case):
    x = np.array([1.0, 2.0, 0.5], "float32")
    one, two = graph.Variable(START, name="v"), graph.Variable(START, name="v")
    expected = case(one, graph.as_tensor(x))
    fed = graph.placeholder("float32", (3,), "x")
    with graph.tracing() as trace:
        result = graph.as_symbolic(case(two, fed))
    run = graph.CompiledCallable([fed], [result], list(trace.updates.items()))
    (found,) = run([x])
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    np.testing.assert_allclose(two.numpy(), one.numpy(), rtol=1e-6)
