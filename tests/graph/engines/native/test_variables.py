"""Variables of native runs: written in place where nobody can see it."""

from __future__ import annotations

import sys
import threading

import numpy as np
import pytest

import graph
from graph.executor.callable import CompiledCallable


def ones(size):
    return graph.Variable(np.ones(size, np.float32))


@pytest.fixture
def eager_switching():
    """Threads change places as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.parametrize("size", [3, 5000])
def test_an_old_value_that_another_variable_gets_is_not_written_over(size):
    a, b = ones(size), ones(size)
    updates = [(a, b.symbolic()), (b, b.symbolic() * 2)]
    run = CompiledCallable([], [], updates, engine="native")
    for number in range(1, 4):
        run([])
        assert set(a.numpy()) == {2.0 ** (number - 1)}
        assert set(b.numpy()) == {2.0**number}


def test_variables_change_places():
    a, b = ones(4), graph.Variable(np.zeros(4, np.float32))
    updates = [(a, b.symbolic()), (b, a.symbolic())]
    run = CompiledCallable([], [], updates, engine="native")
    run([])
    assert a.numpy().tolist() == [0.0] * 4
    assert b.numpy().tolist() == [1.0] * 4


def test_a_function_of_the_users_sees_the_old_value_and_may_keep_it():
    v, kept = ones(6), []

    def look(x):
        kept.append(v.array)
        return x

    x = graph.py_function(look, [v.symbolic()], v.symbolic().spec)
    run = CompiledCallable([], [x], [(v, v.symbolic() + 1)], engine="native")
    for number in range(1, 4):
        (seen,) = run([])
        assert set(seen) == {number}
        assert set(v.numpy()) == {number + 1}
    assert [set(array) for array in kept] == [{1.0}, {2.0}, {3.0}]


def test_a_value_assigned_meanwhile_does_not_move_what_a_run_reads():
    v = ones(70000)

    def assign(x):
        for number in range(5):
            v.assign(np.full(70000, number, np.float32))
        return x

    x = graph.placeholder("float32", (), "x")
    y = graph.py_function(assign, [x], x.spec)
    run = CompiledCallable([x], [v.symbolic() * 2 + y], engine="native")
    (result,) = run([np.float32(0)])
    assert set(result) == {2.0}
    assert set(v.numpy()) == {4.0}


def test_readers_and_writers_in_many_threads(eager_switching):
    """Values seen are whole; what is read is not reused while it is read."""
    variables = [ones(n) for n in (1, 70, 20000)]
    symbols = [v.symbolic() for v in variables]
    step = CompiledCallable(
        [], [], [(v, s + 1) for v, s in zip(variables, symbols)], engine="native"
    )
    totals = [graph.sum(s) / s.shape[0] for s in symbols]
    looks = [
        CompiledCallable([], [*totals, *symbols], engine=engine)
        for engine in ("native", "numpy")
    ]
    stop, errors = threading.Event(), []

    def guarded(function):
        def run():
            try:
                while not stop.is_set():
                    function()
            except BaseException as error:  # noqa: BLE001 - handed to the test
                errors.append(error)
                stop.set()

        return threading.Thread(target=run)

    def look(run):
        seen = run([])
        values = {float(value) for array in seen for value in np.unique(array)}
        assert len(values) == 1

    def peek():
        assert len(np.unique(variables[2].numpy())) == 1
        assert len(np.unique(np.asarray(variables[1].value))) == 1

    work = [*[lambda run=run: look(run) for run in looks], peek]
    threads = [guarded(function) for function in work]
    for thread in threads:
        thread.start()
    for _ in range(300):
        step([])
    stop.set()
    for thread in threads:
        thread.join()
    assert not errors, errors[0]
    assert {float(v.numpy()[0]) for v in variables} == {301.0}
