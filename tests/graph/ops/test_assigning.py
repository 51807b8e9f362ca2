"""Variables assigned in loops and branches: the numbers of the same code run now."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.testing import assert_close

ROWS = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]], np.float32)


class State:
    """A counter and a running mean."""

    def __init__(self):
        self.count = graph.Variable(np.int32(0), name="count", trainable=False)
        self.mean = graph.Variable(np.zeros(2, np.float32), name="mean")

    def update(self, x):
        self.count.assign_add(1)
        self.mean.assign(self.mean * 0.5 + x * 0.5)
        return self.mean * graph.cast(self.count, "float32")

    def values(self):
        return [self.count.numpy(), self.mean.numpy()]


def by_scan(state, x, **options):
    return graph.scan(lambda c, row: (c + state.update(row), c), x[0] * 0, x, **options)


def by_fori(state, x):
    return graph.fori_loop(0, 3, lambda i, c: c + state.update(x[i]), x[0] * 0)


def by_while(state, x):
    def body(i, c):
        return i + 1, c + state.update(x[i])

    return graph.while_loop(lambda i, _: i < 3, body, (0, x[0] * 0))


def by_state_alone(state, x):
    """The condition reads what the body assigns."""
    return graph.while_loop(
        lambda c: state.count < 3, lambda c: c + state.update(c + 1), x[0]
    )


def by_bounded(state, x):
    return graph.while_loop(
        lambda c: graph.sum(state.mean) < 4,
        lambda c: c + state.update(x[1]),
        x[0] * 0,
        maximum_iterations=5,
    )


def by_condition(state, x):
    """The condition assigns, the body reads."""

    def test(c):
        state.update(x[0])
        return state.count < 4

    return graph.while_loop(test, lambda c: c + state.mean, x[0])


def by_bounded_condition(state, x):
    def test(c):
        state.update(x[0])
        return state.count < 9

    return graph.while_loop(test, lambda c: c * 2, x[0], maximum_iterations=3)


def by_map(state, x):
    return graph.map(state.update, x)


def by_cond(state, x):
    def otherwise():
        state.mean.assign(x[2])
        return x[1]

    first = graph.cond(graph.sum(x) > 0, lambda: state.update(x[0]), otherwise)
    second = graph.cond(graph.sum(x) < 0, lambda: state.update(x[0]), otherwise)
    return first, second, state.mean * 2


def by_switch(state, x):
    branches = [lambda: state.update(x[0]), lambda: x[1], lambda: state.update(x[2])]
    number = graph.cast(x[0, 1], "int32")  # 2
    return graph.switch(number, branches) + graph.switch(number - 1, branches)


def by_nested(state, x):
    def inner(c, row):
        c = graph.cond(graph.sum(c) > 4, lambda: c + state.update(row), lambda: c + row)
        return c, c * 2

    def outer(i, c):
        state.count.assign_add(10)
        return graph.scan(inner, c, x)[0]

    return graph.fori_loop(0, 2, outer, x[0] * 0) + state.mean


STEPS = [
    by_scan,
    by_fori,
    by_while,
    by_state_alone,
    by_bounded,
    by_condition,
    by_bounded_condition,
    by_map,
    by_cond,
    by_switch,
    by_nested,
    lambda state, x: by_scan(state, x, reverse=True),
    lambda state, x: by_scan(state, x, unroll=True),
]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("size", [None, 3])
def test_traced_steps_give_what_running_now_gives(step, times, size):
    now, later = State(), State()
    x = graph.placeholder("float32", (3 if step in STEPS[-1:] else size, 2), "x")
    with graph.tracing() as trace:
        for _ in range(times):
            traced = graph.flatten(step(later, x))
    updates = list(trace.updates.items())
    function = graph.CompiledCallable([x], map(graph.as_symbolic, traced), updates)
    for _ in range(2):
        for _ in range(times):
            want = graph.flatten(step(now, graph.as_tensor(ROWS)))
        got = function([ROWS])
        for a, b in zip([*got, *later.values()], [*want, *now.values()], strict=True):
            assert_close(a, np.asarray(b))


#: without a trace each statement reads what the run starts with
SEVERAL_STATEMENTS = (by_cond, by_switch, by_nested)


@pytest.mark.parametrize("step", [s for s in STEPS if s not in SEVERAL_STATEMENTS])
def test_fetching_a_result_assigns(step):
    now, later = State(), State()
    x = graph.placeholder("float32", (3, 2), "x")
    fetches = graph.flatten(step(later, x))
    want = [np.asarray(y) for y in graph.flatten(step(now, graph.as_tensor(ROWS)))]
    got = graph.Session().run(fetches, {x: ROWS})
    for a, b in zip([*got, *later.values()], [*want, *now.values()], strict=True):
        assert_close(a, b)


def test_nothing_is_assigned_unless_it_is_fetched():
    v = graph.Variable(1.0)
    x = graph.placeholder("float32", ())
    y = graph.fori_loop(0, 3, lambda i, c: c + v.assign(v * 2.0), x)
    session = graph.Session()
    assert session.run(x * 2, {x: 1}) == 2
    assert float(v) == 1
    assert session.run(y, {x: 1}) == 1 + 2 + 4 + 8
    assert float(v) == 8
    assert session.run(v) == 8


def test_a_loop_that_returns_nothing_says_so():
    v = graph.Variable(1.0, name="v")
    p = graph.placeholder("bool", ())
    with pytest.raises(graph.ArgumentError) as caught:
        graph.cond(p, lambda: [v.assign(2.0), None][1], lambda: None)
    assert str(caught.value).startswith(
        "cond: variables are assigned inside, and nothing is returned\n"
        "  got: variables='v'\n"
        "  hint: return a tensor, whose fetch runs the assignments, or call it inside "
        "a traced step\n"
        "  made by: test_assigning.py:"
    )
    with graph.tracing() as trace:
        graph.cond(p, lambda: [v.assign(2.0), None][1], lambda: None)
    step = graph.CompiledCallable([p], [], list(trace.updates.items()))
    step([np.bool_(False)])
    assert float(v) == 1
    step([np.bool_(True)])
    assert float(v) == 2


def test_an_attempt_to_run_now_that_meets_a_symbol_is_undone():
    v = graph.Variable(1.0)
    x = graph.placeholder("float32", ())
    ys = [
        graph.fori_loop(0, 3, lambda i, c: c + v.assign_add(1.0) * x, 0.0),
        graph.fori_loop(0, 3, lambda i, c: [v.assign(v + x), c][1], 0.0),
        graph.scan(lambda c, _: (c + v.assign_add(1.0) * x, None), 0.0, length=3)[0],
        graph.while_loop(lambda c: c < 9, lambda c: c + v.assign_add(1.0) * x, 0.0),
    ]
    assert float(v) == 1
    session = graph.Session()
    got = []
    for y in ys:
        v.assign(1.0)
        got.append((float(session.run(y, {x: 1.0})), float(v)))
    assert got == [(9, 4), (0, 4), (9, 4), (9, 4)]


class Weighted(State):
    """Reads a weight, and variables before and after they are assigned."""

    def __init__(self):
        super().__init__()
        self.mean.assign([0.5, -0.25])
        self.w = graph.Variable(np.float32(1.5), name="w")

    def update(self, x):
        before = self.mean * x
        self.mean.assign(graph.sin(self.mean + x * self.w))
        return super().update(x * self.w) * self.mean + before * self.w


@pytest.mark.parametrize("step", STEPS)
def test_gradients_of_variables_are_those_of_the_same_code_run_now(step):
    """The sum over all reads; none passes an assignment."""
    now, later = Weighted(), Weighted()
    x = graph.placeholder("float32", (3, 2), "x")

    def slopes(state, x):
        with graph.GradientTape(persistent=True) as tape:
            tape.watch(x)
            y = sum(map(graph.sum, graph.flatten(step(state, x))))
        sources = [state.w, state.mean, x]
        return tape.gradient(y, sources, unconnected_gradients="zero")

    with graph.tracing() as trace:
        found = slopes(later, x)
        total = sum(map(graph.sum, graph.flatten(step(later, x))))
        sources = [later.w, later.mean, x]
        same = graph.gradients(total, sources, unconnected="zero")
    updates = list(trace.updates.items())
    got = graph.CompiledCallable([x], [*found, *same], updates)([ROWS * 0.3])
    value = graph.as_tensor(ROWS * np.float32(0.3))
    for some in (got[:3], got[3:]):
        want = slopes(now, value)
        assert any(np.asarray(dx).any() for dx in want)
        for a, b in zip(some, want, strict=True):
            assert_close(a, np.asarray(b), rtol=1e-4)


def second_derivatives(x, v):
    def step(c, row):
        c = c + v * v * row
        v.assign(v * 0.5)
        return c * v, None

    return graph.sum(graph.scan(step, x[0], x)[0])


def test_second_order():
    v = graph.Variable(np.array([1.0, 2.0]))
    x = graph.placeholder("float64", (None, 2))
    array = np.array([[0.5, 1.0], [2.0, 3.0], [1.5, 0.5]])
    with graph.tracing():
        y = second_derivatives(x, v)
    (dx,) = graph.gradients(y, [x])
    (dvx,) = graph.gradients(graph.sum(dx * dx), [v], unconnected="zero")
    got = graph.Session().run([dx, dvx], {x: array})
    v = graph.Variable(np.array([1.0, 2.0]))
    value = graph.as_tensor(array)
    with graph.GradientTape() as outer:
        with graph.GradientTape() as inner:
            inner.watch(value)
            y = second_derivatives(value, v)
        dx = inner.gradient(y, value)
        z = graph.sum(dx * dx)
    for a, b in zip(got, [dx, outer.gradient(z, v)]):
        assert_close(a, np.asarray(b))


def test_a_gradient_inside_a_body_is_by_the_value_there():
    w = graph.Variable(np.float32(2.0))

    def descend(i, total):
        with graph.GradientTape() as tape:
            loss = w * w
        dw = tape.gradient(loss, w)
        (same,) = graph.gradients(loss, [w]) if graph.is_symbolic(loss) else [dw]
        w.assign(w - 0.25 * (dw + same) / 2)
        return total + loss

    x = graph.placeholder("float32", ())
    y = graph.fori_loop(0, 4, descend, x)
    want = float(graph.fori_loop(0, 4, descend, np.float32(1)))
    left = float(w)
    w.assign(2.0)
    assert_close(graph.Session().run(y, {x: 1}), np.float32(want))
    assert float(w) == left == 2 * 0.5**4


def test_the_shape_of_a_variable_is_kept():
    v = graph.Variable(np.ones(3, np.float32), name="v")
    x = graph.placeholder("float32", (None,), "x")
    with pytest.raises(graph.ShapeError, match="Variable 'v': assigned value has"):
        graph.fori_loop(0, 2, lambda i, c: graph.sum(v.assign(v[:2])) + c, x)
    y = graph.fori_loop(0, 2, lambda i, c: c + v.assign(x)[0], graph.sum(x))
    assert graph.Session().run(y, {x: [1, 1, 1]}) == 5
    with pytest.raises(graph.ExecutionError, match="broadcast_to"):
        graph.Session().run(y, {x: [1, 1]})


def test_values_computed_from_variables_are_read_inside_bodies_too():
    v = graph.Variable(2.0)
    doubled = v * 2
    x = graph.placeholder("float32", (3,))
    y, _ = graph.scan(lambda c, row: (c + row * doubled, None), 0.0 * x[0], x)
    session = graph.Session()
    assert session.run(y, {x: [1, 1, 1]}) == 12
    v.assign(5.0)
    assert session.run(y, {x: [1, 1, 1]}) == 30


def test_associative_scan_refuses_assignments():
    v = graph.Variable(1.0, name="v")

    def f(a, b):
        v.assign(5.0)
        return a + b

    x = graph.placeholder("float32", (4,))
    for elems in (x, np.ones(4, np.float32)):
        with pytest.raises(graph.ArgumentError) as caught:
            graph.associative_scan(f, elems)
        assert str(caught.value).startswith(
            "associative_scan: variable 'v' is assigned inside, where there is no "
            "order of steps\n"
            "  hint: use graph.scan, which takes one step after the other\n"
        )
        assert float(v) == 1
