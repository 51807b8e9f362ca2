"""graph.control: which values reads see, what fetches run, and which one wins."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.testing import assert_close

X = graph.placeholder("float32", (), "x")


def run(fetches, x=2.0):
    found = graph.Session().run(fetches, {X: x})
    return [float(y) for y in found] if isinstance(found, list) else float(found)


def test_reads_inside_see_the_value_and_fetches_assign():
    v, w = graph.Variable(1.0), graph.Variable(5.0)
    plus = v.assign(v.symbolic() + X)
    with graph.control([plus]):
        y = v * w
    before = v.symbolic() * w
    assert run([y, before]) == [15, 5]
    assert float(v) == 3
    assert run(before) == 15
    assert float(v) == 3


def test_what_reads_nothing_assigns_too():
    v = graph.Variable(1.0)
    outside = X * 4.0
    with graph.control(v.assign(X)):
        y = X * 4.0
        z = y + X
    assert run(outside) == 8
    assert float(v) == 1
    assert run(y, 3.0) == 12
    assert float(v) == 3
    assert run(z) == 10
    assert float(v) == 2


def test_without_it_reads_see_the_start():
    v = graph.Variable(1.0)
    first = v.assign(v.symbolic() + X)
    second = v.assign(v.symbolic() * 10.0)
    assert run([first, second]) == [3, 10]
    assert float(v) == 10


def test_chains_and_the_last_one_wins():
    v = graph.Variable(1.0)
    a = v.assign(v.symbolic() + X)
    with graph.control(a):
        b = v.assign(v * 10.0)
        c = v.assign_add(X)  # sees b
        d = v * 1.0
    assert run([d, a, b, c, v]) == [32, 3, 30, 32, 1]
    assert float(v) == 32
    v.assign(1.0)
    assert run(b) == 30
    assert float(v) == 30
    v.assign(1.0)
    with graph.control([b]):
        with graph.control([v.assign(v + 0.5)]):
            inner = v * 2.0
        later = v * 2.0
    assert run([inner, later]) == [61, 61]
    assert float(v) == 30.5


def test_known_values_are_assigned_by_the_run():
    v = graph.Variable(1.0)
    with graph.control([v.assign(graph.constant(7.0, "float32"))]):
        v.assign(v.value + 1.0)
        v.assign(3.0)
        y = v * X
    assert float(v) == 1
    assert run(y) == 6
    assert float(v) == 3


def test_an_assignment_that_has_happened_is_no_update():
    v = graph.Variable(1.0)
    with graph.control([v.assign(4.0), None]):
        y = v * X
    assert run(y) == 8


def test_loops_and_branches_inside():
    v = graph.Variable(1.0)
    with graph.control([v.assign(v.symbolic() + X)]):
        y = graph.fori_loop(0, 3, lambda i, c: c + v.assign(v * 2.0), X)
        z = graph.cond(X > 0, lambda: v + X, lambda: X)
        unrolled, _ = graph.scan(
            lambda c, _: (c + v.assign(v + 1.0), None), X, length=2, unroll=True
        )
    assert run([y, z, unrolled]) == [2 + 6 + 12 + 24, 24 + 2, 2 + 25 + 26]
    assert float(v) == 26
    v.assign(1.0)
    assert run(z, -1.0) == -1
    # the loop came before the branch, which read what it had left
    assert float(v) == 0


def test_gradients():
    v, w = graph.Variable(2.0), graph.Variable(3.0)
    with graph.control([v.assign(v.symbolic() * w * X)]):
        y = v * v * X * w
        inside = graph.gradients(y, [v, w, X])
    outside = graph.gradients(y, [v, w, X])
    second = graph.gradients(outside[0], [v, X])
    read = 2.0 * 3 * 2
    want = [2 * read * 2 * 3, read**2 * 2, read**2 * 3]
    for found in (inside, outside):
        v.assign(2.0)
        assert run(found) == want
        assert float(v) == read
    v.assign(2.0)
    assert run(second) == [2 * 2 * 3, 2 * read * 3]


def test_it_orders_effects():
    order = []

    def note(x, name):
        order.append(name)
        return x

    first = graph.py_function(lambda x: note(x, "first"), [X], X.spec)
    with graph.control([first]):
        y = graph.py_function(lambda x: note(x, "second"), [X * 1.0], X.spec)
    run(y)
    assert order == ["first", "second"]


def test_in_a_trace_updates_take_their_place():
    v = graph.Variable(1.0)
    update = v.assign(v.symbolic() + 1.0)

    @graph.function
    def step(x):
        v.assign(v * 10.0)
        with graph.control([update]):
            y = v * x
        with graph.control([v.assign(v * 5.0)]):
            return y, v * x

    assert_close(np.stack([np.asarray(y) for y in step(np.float32(1))]), [2.0, 10.0])
    assert float(v) == 10


def test_an_update_is_a_tensor():
    with pytest.raises(graph.ArgumentError) as caught, graph.control(["v"]):
        pass
    assert str(caught.value).startswith(
        "control: an update is a tensor, such as assign returns\n"
        "  got: update='v'\n"
        "  hint: pass [variable.assign(value), ...]\n"
        "  made by: "
    )
