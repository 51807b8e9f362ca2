"""What the passes make of loops and branches: merged, pruned, and rewritten inside."""

from __future__ import annotations

import numpy as np

import graph
from graph.ir.program import Program
from graph.ir.subgraph import bodies_of
from graph.passes.merge_scans import merge_scans
from graph.passes.pipeline import run_passes
from graph.passes.prune_bodies import prune_bodies

X = np.linspace(-1, 1, 12).reshape(4, 3)


def nodes_of(program, name):
    return [node for node in program.nodes() if node.op.name == name]


def body_ops(node):
    return [
        n.op.name
        for body in bodies_of(node.op)
        for n in body.nodes
        if n.op.name not in ("placeholder", "constant")
    ]


def same_results(program, other, *arrays):
    engine = graph.Session()
    results = [
        engine.run(list(p.outputs), dict(zip(p.inputs, arrays)))
        for p in (program, other)
    ]
    for a, b in zip(*results, strict=True):
        np.testing.assert_allclose(a, b)


def recurrence(x, w):
    def step(c, row):
        new = graph.tanh(c * w + row)
        return new, new

    return graph.scan(step, np.zeros(3), x)


class TestMergeScans:
    def test_forward_and_gradient_run_the_steps_once(self):
        x = graph.placeholder("float64", X.shape)
        w = graph.placeholder("float64", (3,))
        y = graph.sum(recurrence(x, w)[1])
        (dw,) = graph.gradients(y, [w])
        program = Program([x, w], [y, dw])
        assert len(nodes_of(program, "scan")) == 3
        merged = merge_scans(program)
        assert len(nodes_of(merged, "scan")) == 2
        same_results(program, merged, X, X[0])

    def test_second_order_too(self):
        x = graph.placeholder("float64", X.shape)
        w = graph.placeholder("float64", (3,))
        y = graph.sum(recurrence(x, w)[1])
        (dw,) = graph.gradients(y, [w])
        (ddw,) = graph.gradients(graph.sum(dw * dw), [w])
        program = Program([x, w], [y, dw, ddw])
        merged = run_passes(program, check=True)
        # forward, back, and the two walks back over those
        assert len(nodes_of(merged, "scan")) == 4
        same_results(program, merged, X, X[0])

    def test_other_settings_stay_apart(self):
        x = graph.placeholder("float64", X.shape)
        found = [
            graph.scan(lambda c, row: (c + row, c), np.zeros(3), x, reverse=reverse)[1]
            for reverse in (False, True)
        ]
        program = merge_scans(Program([x], found))
        assert len(nodes_of(program, "scan")) == 2


class TestPruneBodies:
    def test_ys_that_nobody_reads_are_not_stacked(self):
        x = graph.placeholder("float64", X.shape)
        c, _ = graph.scan(lambda c, row: (c + row, (graph.exp(row), c)), np.zeros(3), x)
        program = prune_bodies(Program([x], [c]))
        (node,) = nodes_of(program, "scan")
        assert len(node.specs) == 1
        assert body_ops(node) == ["add"]

    def test_carries_that_only_feed_themselves_leave(self):
        x = graph.placeholder("float64", X.shape)
        (_, c), _ = graph.scan(
            lambda c, row: ((graph.exp(c[0]), c[1] + row), None),
            (np.ones(2), np.zeros(3)),
            x,
        )
        program = prune_bodies(Program([x], [c]))
        (node,) = nodes_of(program, "scan")
        assert (node.op.carries, len(node.inputs)) == (1, 2)
        same_results(Program([x], [c]), program, X)

    def test_carries_that_others_need_stay(self):
        x = graph.placeholder("float64", X.shape)
        (_, c), _ = graph.scan(
            lambda c, row: ((c[0] * 2, c[1] + c[0] * row), None),
            (np.ones(3), np.zeros(3)),
            x,
        )
        program = prune_bodies(Program([x], [c]))
        (node,) = nodes_of(program, "scan")
        assert node.op.carries == 2

    def test_what_a_pruned_body_captured_is_not_computed(self):
        x = graph.placeholder("float64", X.shape)
        z = graph.placeholder("float64", (3,))
        c, _ = graph.scan(lambda c, row: (c + row, c * graph.exp(z)), np.zeros(3), x)
        program = prune_bodies(Program([x], [c]))
        assert not nodes_of(program, "exp")

    def test_equal_ys_are_stacked_once(self):
        x = graph.placeholder("float64", X.shape)
        _, (a, b) = graph.scan(lambda c, row: (c, [row * 2] * 2), 0.0, x)
        program = prune_bodies(Program([x], [a, b]))
        (node,) = nodes_of(program, "scan")
        assert len(node.specs) == 1
        same_results(Program([x], [a, b]), program, X)

    def test_a_loop_that_stops_keeps_its_flag(self):
        x = graph.placeholder("float64", ())
        found = graph.while_loop(
            lambda i, v, w: v < 10.0,
            lambda i, v, w: (i + 1, v * 2, w * 3),
            (0, x, x),
            maximum_iterations=9,
        )
        program = prune_bodies(Program([x], [found[2]]))
        (node,) = nodes_of(program, "scan")
        assert node.op.carries == 3
        same_results(Program([x], [found[2]]), program, np.float64(1.5))

    def test_while_loops_lose_carries(self):
        x = graph.placeholder("float64", ())
        z = graph.placeholder("float64", ())
        found = graph.while_loop(
            lambda i, v, w: v < 10.0,
            lambda i, v, w: (i + 1, v * 2, w * z),
            (0, x, x),
        )
        program = prune_bodies(Program([x, z], [found[1]]))
        (node,) = nodes_of(program, "while_loop")
        assert (node.op.carries, len(node.inputs)) == (1, 1)
        same_results(Program([x, z], [found[1]]), program, 1.5, 2.5)

    def test_branches_lose_outputs_and_captures(self):
        x = graph.placeholder("float64", ())
        a, b = graph.cond(
            x > 0, lambda: (x * 2, graph.exp(x) * x), lambda: (x * 3, x - 1)
        )
        program = prune_bodies(Program([x], [a]))
        (node,) = nodes_of(program, "switch")
        assert len(node.specs) == 1
        assert body_ops(node) == ["multiply", "multiply"]
        del b
        same_results(Program([x], [a]), program, np.float64(-2.0))


class TestBodies:
    def test_all_passes_run_inside(self):
        x = graph.placeholder("float64", X.shape)
        y = graph.map(lambda row: graph.stop_gradient(row * 1.0) + 0.0, x)
        (node,) = nodes_of(run_passes(Program([x], [y]), check=True), "scan")
        assert body_ops(node) == []

    def test_bodies_inside_bodies_too(self):
        x = graph.placeholder("float64", X.shape)
        y = graph.map(lambda row: graph.map(lambda n: n**2.0, row), x)
        program = run_passes(Program([x], [y]), check=True)
        (outer,) = nodes_of(program, "scan")
        (body,) = bodies_of(outer.op)
        (inner,) = [n for n in body.nodes if n.op.name == "scan"]
        assert body_ops(inner) == ["multiply"]
        same_results(Program([x], [y]), program, X)

    def test_a_body_is_rewritten_once(self):
        x = graph.placeholder("float64", X.shape)
        y = graph.map(lambda row: row * 2.0 + 0.0, x)
        first = run_passes(Program([x], [y]))
        again = run_passes(first)
        (a,), (b,) = nodes_of(first, "scan"), nodes_of(again, "scan")
        assert a.op.body is b.op.body

    def test_what_does_not_depend_on_the_step_is_computed_outside(self):
        x = graph.placeholder("float64", X.shape)
        w = graph.placeholder("float64", (3,))
        y = graph.map(lambda row: row * graph.exp(w), x)
        assert "exp" in [node.op.name for node in Program([x, w], [y]).nodes()]

    def test_a_branch_keeps_its_own_work_inside(self):
        x = graph.placeholder("float64", ())
        y = graph.cond(x > 0, lambda: graph.exp(x), lambda: graph.sin(x))
        names = [node.op.name for node in Program([x], [y]).nodes()]
        assert "exp" not in names and "sin" not in names
