"""Loops and branches in machine code give what they give on the numpy engine."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.executor.callable import CompiledCallable
from tests.graph.engines.native.programs import assert_equal, normal, on_both

W = normal(4, 4)


def check(inputs, outputs, arrays, updates=(), is_native=True):
    executable, expected, got = on_both(inputs, outputs, arrays, updates)
    assert_equal(expected, got)
    assert all(step.is_native for step in executable.plan.steps) == is_native
    return executable


def placeholders(**shapes):
    return [graph.placeholder("float32", s, n) for n, s in shapes.items()]


def rnn(x, h, w, **options):
    def step(carry, row):
        new = graph.tanh(carry @ w + row)
        return new, (new * 2, carry)

    return graph.scan(step, h, x, **options)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("steps", [0, 1, 2, 7])
@pytest.mark.parametrize("batch", [1, 3, 200])
def test_steps_over_rows_and_back(steps, batch, reverse):
    x, h, w = placeholders(x=(None, batch, 4), h=(batch, 4), w=(4, 4))
    last, ys = rnn(x, h, w, reverse=reverse)
    loss = graph.sum(ys[0] * ys[0]) + graph.sum(last) + graph.sum(ys[1] * last)
    outputs = [last, *ys, *graph.gradients(loss, [x, h, w])]
    check([x, h, w], outputs, [normal(steps, batch, 4), normal(batch, 4), W * 0.3])


def test_large_rows_move_with_the_arrays_of_a_run():
    x, w = placeholders(x=(None, 50, 200), w=(200, 200))
    last, ys = rnn(x, graph.zeros((50, 200)), w)
    run = {
        engine: CompiledCallable([x, w], [last, *ys], engine=engine)
        for engine in ("numpy", "native")
    }
    for steps in (3, 5, 3):
        arrays = [normal(steps, 50, 200), normal(200, 200) * 0.1]
        assert_equal(run["numpy"](arrays), run["native"](arrays))


def test_rows_and_captured_values_that_do_not_stand_in_order():
    x, w = placeholders(x=(3, None, 4), w=(4, 4))
    rows, matrix = graph.transpose(x, (1, 0, 2)), graph.transpose(w)
    last, ys = rnn(rows[::2, :, ::-1], graph.zeros((3, 4)), matrix, reverse=True)
    check([x, w], [last, *ys], [normal(3, 9, 4), W])


def test_what_turns_share_is_packed_once():
    x, w = placeholders(x=(None, 5, 4), w=(4, 4))
    v = graph.as_tensor(normal(4, 4))
    last, _ = graph.scan(
        lambda c, row: (graph.tanh(c @ graph.transpose(w) + (row * c) @ v), None),
        graph.zeros((5, 4)),
        x,
    )
    plan = check([x, w], [last], [normal(6, 5, 4), W]).plan
    (control,) = plan.controls.values()
    assert len(control.bodies[0].plan.prepared) == 2
    count, y = bounded(graph.sum(x, 0) @ w, 1e3, None)
    check([x, w], [count, y], [np.abs(normal(6, 5, 4)), np.abs(W)])


def test_carries_that_change_places_and_views_of_them():
    x = graph.placeholder("float32", (None, 3, 3), "x")
    constant = np.arange(9, dtype=np.float32).reshape(3, 3)

    def step(carry, row):
        a, b, _ = carry
        seen = graph.transpose(b)
        new = (b, a + graph.transpose(row), graph.as_tensor(constant))
        return new, (a, seen, row, row[1:, 0], seen[0], b + 1, b + 1)

    zeros = graph.zeros((3, 3))
    carry, ys = graph.scan(step, (zeros, x[0] * 2, zeros), x)
    check([x], [*carry, *ys], [normal(6, 3, 3)])


def test_a_loop_in_a_loop():
    x, y = placeholders(x=(5, 3, 4), y=(None, 4))

    def outer(carry, rows):
        def inner(total, row):
            return total * 0.5 + row + carry, total * carry

        total, products = graph.scan(inner, rows[0], rows, reverse=True)
        sums, _ = graph.scan(lambda c, row: (c + row * total, None), carry, y)
        return sums, products

    carry, ys = graph.scan(outer, graph.ones((4,)), x)
    gradients = graph.gradients(graph.sum(carry) + graph.sum(ys * ys), [x, y])
    check([x, y], [carry, ys, *gradients], [normal(5, 3, 4) * 0.3, normal(2, 4)])


def bounded(x, limit, maximum_iterations):
    return graph.while_loop(
        lambda i, y: graph.sum(y) < limit,
        lambda i, y: (i + 1, y * 1.5 + 1),
        (0, x),
        maximum_iterations=maximum_iterations,
    )


@pytest.mark.parametrize("limit", [-100, 5, 40, 1e9])
def test_loops_that_data_ends(limit):
    x, bound = graph.placeholder("float32", (4,), "x"), np.float32(limit)
    count, y = bounded(x, bound, 9)
    (gradient,) = graph.gradients(graph.sum(y * y), [x])
    arrays = [np.array([0.1, -0.5, 2, 0.25], np.float32)]
    check([x], [count, y, gradient], arrays)
    if limit < 1000:
        check([x], list(bounded(x, bound, None)), arrays)


def test_a_loop_that_data_ends_in_each_step_of_another():
    x, limits = placeholders(x=(3,), limits=(None,))

    def step(carry, limit):
        count, y = bounded(carry, limit, None)
        return y * 0.5, (count, y)

    last, ys = graph.scan(step, x, limits)
    check([x, limits], [last, *ys], [normal(3), np.array([1, 40, -9, 7], np.float32)])


@pytest.mark.parametrize("index", [-7, 0, 1, 2, 50])
@pytest.mark.parametrize("dtype", ["int32", "int64", "uint8"])
def test_branches(index, dtype):
    number = graph.placeholder(dtype, (), "number")
    x = graph.placeholder("float32", (None, 4), "x")
    branches = [
        lambda: (x @ W, x, graph.transpose(x)),
        lambda: (graph.exp(x), x * 2, graph.transpose(x * 3)),
        lambda: (graph.zeros_like(x), x, graph.transpose(x)),
    ]
    outputs = graph.switch(number, branches)
    (gradient,) = graph.gradients(graph.sum(outputs[0] * outputs[2][0, 0]), [x])
    index = np.array(index).astype(dtype)
    check([number, x], [*outputs, gradient], [index, normal(5, 4)])


def test_a_branch_in_each_step():
    x = graph.placeholder("float32", (None, 3), "x")

    def step(carry, row):
        def turned():
            return row - carry, graph.scan(lambda c, y: (c * y, None), row[0], row)[0]

        new, seen = graph.cond(graph.sum(row) > 0, turned, lambda: (carry, row[1]))
        return new, (seen, new)

    last, ys = graph.scan(step, graph.zeros((3,)), x)
    check([x], [last, *ys, *graph.gradients(graph.sum(ys[1]), [x])], [normal(9, 3)])


def test_variables_assigned_in_steps():
    x = graph.placeholder("float32", (None, 4), "x")
    total, matrix = graph.Variable(normal(4)), graph.Variable(W)

    @graph.function
    def count(x):
        def step(carry, row):
            total.assign(total + graph.tanh(row @ matrix))
            return carry + total, total * 2

        return graph.scan(step, graph.zeros((4,)), x)

    rows, start = normal(5, 4), total.numpy()
    last, ys = count(rows)
    expected = start + np.cumsum(np.tanh(rows @ W), 0)
    np.testing.assert_allclose(ys.numpy(), 2 * expected, 1e-5, 1e-5)
    np.testing.assert_allclose(last.numpy(), expected.sum(0), 1e-5, 1e-5)
    np.testing.assert_allclose(total.numpy(), expected[-1], 1e-5, 1e-5)

    y, _ = graph.scan(lambda c, row: (c * total.value + row, None), x[0], x)
    check([x], [y], [rows], [(total, total.symbolic() * 2 + y)])


def test_random_numbers_and_integers_in_steps():
    x = graph.placeholder("int64", (None, 6), "x")

    def step(carry, row):
        order = graph.argsort(row)
        return carry + order * row, (graph.take(row, order), carry[0] > 3)

    last, ys = graph.scan(step, graph.zeros((6,), "int64"), x)
    rows = np.random.default_rng(1).integers(-9, 9, (8, 6))
    _, expected, got = on_both([x], [last, *ys], [rows])
    assert_equal(expected, got)


def test_bodies_with_ops_that_only_numpy_has_run_by_numpy():
    x = graph.placeholder("float32", (None, 3, 3), "x")
    last, ys = graph.scan(lambda c, m: (graph.inv(m) @ c, c), graph.ones((3, 1)), x)
    arrays = [normal(4, 3, 3) * 0.1 + np.eye(3, dtype=np.float32)]
    check([x], [last, ys], arrays, is_native=False)


def messages(inputs, outputs, arrays) -> list[str]:
    found = []
    for engine in ("numpy", "native"):
        run = CompiledCallable(inputs, outputs, engine=engine)
        with pytest.raises(graph.GraphError) as caught:
            run(arrays)
        found.append(str(caught.value))
    return found


def test_faults_in_steps_stop_the_run_and_the_next_one_begins_alike():
    x = graph.placeholder("int64", (None, 2), "x")
    table = graph.as_tensor(normal(5, 3))

    def step(carry, indices):
        rows = graph.take(table, indices, 0)
        return carry + graph.sum(rows, 0), rows

    outputs = graph.scan(step, graph.zeros((3,)), x)
    outputs = [outputs[0], outputs[1]]
    good = np.array([[0, 1], [4, 3], [2, 2]])
    bad = np.array([[0, 1], [9, 3], [2, 2]])
    first, second = messages([x], outputs, [bad])
    assert first == second
    run = CompiledCallable([x], outputs, engine="native")
    expected = run([good])
    with pytest.raises(graph.GraphError):
        run([bad])
    assert_equal(expected, run([good]))
    check([x], outputs, [good])


def test_faults_in_branches_that_do_not_run_are_none():
    number = graph.placeholder("int32", (), "number")
    x = graph.placeholder("int64", (2,), "x")
    table = graph.as_tensor(normal(5, 3))
    y = graph.switch(
        number, [lambda: graph.take(table, x, 0), lambda: graph.ones((2, 3))]
    )
    bad = np.array([1, 7])
    check([number, x], [y], [np.int32(1), bad])
    first, second = messages([number, x], [y], [np.int32(0), bad])
    assert first == second


def test_constants_that_are_wrong_in_branches_that_do_not_run():
    number = graph.placeholder("int32", (), "number")
    x = graph.placeholder("float32", (None,), "x")
    y = graph.switch(
        number, [lambda: graph.take([1.0, 2.0], graph.shape(x)[0]), lambda: 3.0]
    )
    for size in (1, 5):
        check([number, x], [y], [np.int32(1), normal(size)])
    first, second = messages([number, x], [y], [np.int32(0), normal(5)])
    assert first == second


def test_rows_of_other_numbers_are_an_error():
    x, y = placeholders(x=(None, 3), y=(None, 3))
    last, _ = graph.scan(lambda c, rows: (c + rows[0] * rows[1], None), x[0], (x, y))
    check([x, y], [last], [normal(4, 3), normal(4, 3)])
    first, second = messages([x, y], [last], [normal(4, 3), normal(5, 3)])
    assert first == second
