"""Markers, constants, sharing, dead code, and what a rule may return."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.ir.program import Program
from graph.ir.spec import Spec
from graph.passes import pipeline
from graph.passes.fold import MOST_ELEMENTS, fold_rules, merge_constants
from graph.passes.markers import marker_rules
from graph.passes.pipeline import run_passes
from graph.passes.rewriting import RuleTable

X = graph.placeholder("float32", (2, 3), "x")


def names(program):
    return [node.op.name for node in program.nodes()]


def test_markers_are_removed_also_one_above_another():
    y = graph.stop_gradient(graph.stop_gradient(graph.exp(X))) + 1
    program = marker_rules(Program([X], [y]))
    assert "stop_gradient" not in names(program)
    v = graph.Variable(np.ones((2, 3), np.float32))
    program = marker_rules(Program([X], [v.assign(X * 2)]))
    assert "assign" not in names(program)


def test_what_is_known_is_computed_once():
    a = graph.constant(np.arange(6.0).reshape(2, 3))
    y = graph.sum(graph.exp(a) * a, 1)
    program = run_passes(Program([], [y]), check=True)
    assert names(program) == ["constant"]
    array = np.arange(6.0).reshape(2, 3)
    np.testing.assert_allclose(
        program.outputs[0].op.array, (np.exp(array) * array).sum(1)
    )


def test_large_results_are_not_kept_as_constants():
    a = graph.constant(np.ones(300))
    y = graph.reshape(a, (300, 1)) * a
    assert y.spec.size > MOST_ELEMENTS
    assert "multiply" in names(fold_rules(Program([], [y])))


def test_what_depends_on_data_or_sizes_is_not_folded():
    x = graph.placeholder("float32", (None,), "x")
    y = graph.broadcast_to(graph.constant(1.0), graph.shape(x))
    assert "broadcast_to" in names(run_passes(Program([x], [y]), check=True))
    n = graph.as_tensor(graph.shape(x)[0])
    assert "size_value" in names(run_passes(Program([x], [n]), check=True))
    v = graph.Variable(1.0)
    assert "read_variable" in names(run_passes(Program([], [v.symbolic() * 2.0])))


def test_a_failing_constant_fails_when_it_runs_and_names_the_line():
    y = graph.take(graph.constant([1.0, 2.0]), graph.constant(np.array([5])))
    with pytest.raises(
        graph.ExecutionError, match=r"take: index 5(.*\n)*.*test_pipeline"
    ):
        graph.Session().run(y)


def test_equal_constants_and_their_users_become_one():
    y = graph.exp(X * np.float32(3.5)) + graph.exp(X * np.float32(3.5))
    before = Program([X], [y])
    assert names(before).count("exp") == 2
    after = run_passes(before, check=True)
    assert names(after).count("exp") == 1
    assert names(after).count("constant") == 1


def test_constants_that_differ_stay_apart():
    values = [np.float32(0.0), np.float32(-0.0), np.int32(0), np.zeros(1, np.float32)]
    program = merge_constants(Program([], [graph.constant(v) for v in values]))
    assert len({id(t) for t in program.outputs}) == 4
    nan = graph.constant(np.float32("nan")), graph.constant(np.float32("nan"))
    program = merge_constants(Program([], nan))
    assert program.outputs[0] is program.outputs[1]


def test_a_repeated_number_is_kept_as_a_number():
    program = merge_constants(
        Program([], [graph.constant(np.broadcast_to(2.5, (400,)))])
    )
    assert names(program) == ["constant", "broadcast_to"]
    assert program.outputs[0].node.inputs[0].op.array == 2.5


def test_what_no_output_needs_is_not_compiled():
    graph.exp(X)
    program = run_passes(Program([X], [X * 2 + 0]), check=True)
    assert names(program) == ["constant", "broadcast_to", "multiply"]


def test_updates_pass_through_and_keep_their_order():
    a, b = graph.Variable(1.0), graph.Variable(2.0)
    updates = [(a, graph.stop_gradient(b.symbolic())), (b, a.symbolic() * 1.0)]
    program = run_passes(Program([], [], updates), check=True)
    assert [v for v, _ in program.updates] == [a, b]
    assert program.updates[0][1].op.variable is b
    assert program.updates[1][1].op.variable is a
    assert program.variables() == [b, a]


def test_inputs_are_not_looked_behind():
    y = graph.exp(X)
    z = graph.log(y) + 0
    program = run_passes(Program([y], [z]), check=True)
    assert names(program) == ["log"]
    assert program.inputs[0].spec == y.spec
    array = np.full((2, 3), 2, np.float32)
    np.testing.assert_allclose(graph.Session().run(z, {y: array}), np.log(array), 1e-6)


def test_a_rule_that_changes_the_spec_is_caught_by_the_verifier(monkeypatch):
    table = RuleTable("wrong")

    @table.on(graph.REGISTRY["Exp"])
    def to_integers(node):
        out = graph.sin(node.inputs[0])
        out.node.specs = (Spec("int32", out.spec.shape),)
        return out

    monkeypatch.setattr(pipeline, "passes", lambda: (table,))
    y = graph.exp(graph.placeholder("float32", (3,), "x"))
    with pytest.raises(graph.VerificationError):
        run_passes(Program([y.node.inputs[0]], [y]), check=True)


def test_nodes_with_several_outputs_are_rebuilt_whole():
    class Parts(graph.Op, abstract=True):
        def infer(self, x):
            return x, x

        def kernel(self, x):
            return x + 1, x * 2

    first, second = graph.apply(Parts(), graph.stop_gradient(X))
    program = run_passes(Program([X], [first, second + 0]), check=True)
    assert names(program) == ["parts"]
    a, b = graph.Session().run([first, second + 0], {X: np.ones((2, 3))})
    np.testing.assert_array_equal(a, b)
