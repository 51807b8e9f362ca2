"""Effects, checks, profiles, traces and pictures of `graph.function`."""

from __future__ import annotations

import numpy as np
import pytest

import graph


def logging_function(seen):
    @graph.function
    def f(x):
        graph.print("x", x)
        graph.py_function(seen.append, [x], [])
        return graph.log(x)

    return f


def test_effects_of_a_function_run_at_every_call(capsys):
    seen: list = []
    f = logging_function(seen)
    for array in (np.ones(1), np.ones(2)):
        np.testing.assert_array_equal(f(array), np.zeros(len(array)))
    assert capsys.readouterr().out.splitlines() == ["x [1.]", "x [1. 1.]"]
    assert [len(a) for a in seen] == [1, 2]


def test_a_print_runs_once_under_a_tape(capsys):
    v = graph.Variable(2.0)
    f = graph.function(lambda x: graph.print("x", x) ** 2)
    with graph.GradientTape() as tape:
        y = f(v)
    assert float(tape.gradient(y, v)) == 4
    assert capsys.readouterr().out.splitlines() == ["x 2.0"]


def test_a_function_is_checked_profiled_traced_and_drawn(capsys):
    f = logging_function([])
    f(np.ones(2))
    with graph.debug.check_finite(), pytest.raises(graph.NonFiniteError) as caught:
        f(np.array([1.0, 0.0]))
    assert str(caught.value).startswith("log: the result is not finite")
    with graph.profile() as p:
        f(np.ones(2))
    rows = {row.name: row for row in p.rows()}
    assert rows["log"].calls == rows["print"].calls == rows["py_function"].calls == 1
    assert {row.line.split(":")[0] for row in rows.values()} == {"test_functions.py"}
    values = graph.debug.trace(f, np.ones(2))
    assert {"x", "print", "py_function", "log"} <= set(values)
    assert "py_function 'append'" in graph.draw(f, None, np.ones(2))
