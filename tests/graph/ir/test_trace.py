"""Traces: reads see the latest assignment, in program order."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.testing import assert_close


def run_trace(trace, fetches, feeds=None):
    """Runs what was traced and commits its assignments, as a compiled step does."""
    from graph.executor.callable import CompiledCallable

    feeds = feeds or {}
    fetches = [graph.as_symbolic(f) for f in fetches]
    function = CompiledCallable(list(feeds), fetches, list(trace.updates.items()))
    return function(list(feeds.values()))


def test_reads_follow_assignments_in_program_order():
    v = graph.Variable(1.0)
    with graph.tracing() as trace:
        before = v + 0.0
        v.assign(v * 10)
        between = v + 0.0
        v.assign_add(5.0)
        after = v + 0.0
    assert float(v) == 1.0
    assert [float(y) for y in run_trace(trace, [before, between, after])] == [1, 10, 15]
    assert float(v) == 15.0


def test_traced_steps_equal_the_same_code_run_now():
    def step(a, b):
        a.assign_add(b)
        b.assign(a * b)
        a.assign_sub(b * 0.5)
        return a + b

    a, b = graph.Variable([1.0, 2.0]), graph.Variable([0.5, -1.0])
    eager_a, eager_b = graph.Variable(a.numpy()), graph.Variable(b.numpy())
    with graph.tracing() as trace:
        y = step(a, b)
    for _ in range(3):
        want = step(eager_a, eager_b)
        (got,) = run_trace(trace, [y])
        for one, other in ((got, want), (a.numpy(), eager_a), (b.numpy(), eager_b)):
            assert_close(one, np.asarray(other))


def test_variables_are_symbolic_inside_only():
    v = graph.Variable(1.0)
    assert isinstance(v.value, graph.EagerTensor)
    assert not graph.is_symbolic(v)
    with graph.tracing() as trace:
        assert graph.active_trace() is trace
        assert graph.is_symbolic(v)
        assert isinstance(v.value, graph.SymbolicTensor)
        with graph.not_tracing():
            assert graph.active_trace() is None
            v.assign(2.0)
            assert float(v.value) == 2.0
        assert isinstance(v + 1, graph.SymbolicTensor)
    assert graph.active_trace() is None


def test_an_array_assigned_in_a_trace_is_committed_by_each_run():
    v = graph.Variable([1.0])
    with graph.tracing() as trace:
        v.assign([7.0])
        y = v * 2
    assert v.numpy() == 1
    v.assign([3.0])
    assert run_trace(trace, [y])[0] == 14
    assert v.numpy() == 7


def test_assigning_a_variable_to_another_in_a_trace():
    a, b = graph.Variable([1.0]), graph.Variable([2.0])
    with graph.tracing() as trace:
        a.assign(b)
        b.assign(a * 10)
    run_trace(trace, [])
    assert (a.numpy(), b.numpy()) == (2, 20)


def test_a_failing_trace_closes():
    with pytest.raises(ValueError, match="stop"), graph.tracing():
        raise ValueError("stop")
    assert graph.active_trace() is None


def test_values_computed_from_variables_read_them_at_each_run():
    v = graph.Variable([1.0, 2.0])
    scaled = v * 10  # computed now, yet a graph that uses it reads the variable
    x = graph.placeholder("float32", (2,), "x")
    y = x + scaled
    session = graph.Session()
    assert session.run(y, {x: [0, 0]}).tolist() == [10, 20]
    v.assign([3.0, 4.0])
    assert session.run(y, {x: [0, 0]}).tolist() == [30, 40]
    assert np.asarray(scaled).tolist() == [10, 20]
