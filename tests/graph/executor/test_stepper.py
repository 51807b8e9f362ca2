"""Running node by node: the same results as by an engine, and who is told."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest

import graph
from graph.executor.stepper import Observer, Stepper
from graph.executor.watching import watching
from graph.ir.program import Program
from graph.testing.random_graphs import RandomGraph


class Names(Observer):
    def __init__(self):
        self.started, self.done, self.places = [], [], []

    def before(self, node, inputs, places):
        self.started.append(node.op.name)

    def after(self, node, inputs, results, places):
        self.done.append(node.op.name)
        self.places.append([(p.node.op.name, p.body, p.step) for p in places])


def stepping(names=None):
    return watching(
        lambda f: Stepper(f.program, Observer() if names is None else names)
    )


@pytest.mark.parametrize("seed", range(4))
def test_results_are_those_of_the_engine(seed):
    made = RandomGraph(seed, 12, False)
    arrays = made.arrays
    inputs = [graph.placeholder("float64", a.shape, "x") for a in arrays]
    values = made.values(inputs)
    ys = [graph.as_symbolic(values[i]) for i in made.outputs]
    dxs = graph.gradients(ys, inputs, unconnected="zero")
    function = graph.CompiledCallable(inputs, [*ys, *dxs])
    wanted = function(arrays)
    with stepping():
        found = function(arrays)
    for a, b in zip(found, wanted, strict=True):
        np.testing.assert_allclose(a, b, 1e-5, 1e-6)
        assert a.dtype == b.dtype


def test_nodes_are_told_in_order_also_those_in_bodies():
    x = graph.placeholder("float32", (None,), "x")
    total, ys = graph.scan(lambda c, r: (c + r, graph.exp(c)), np.float32(0), x)
    names = Names()
    with stepping(names):
        found = graph.Session().run([total, ys], {x: [1, 2]})
    np.testing.assert_allclose(found[1], [1, np.e], 1e-6)
    assert names.started.count("exp") == 2
    assert names.done[-1] == "scan"
    steps = [p for n, p in zip(names.done, names.places) if n == "exp"]
    assert steps == [[("scan", "body", 0)], [("scan", "body", 1)]]


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_loops_and_branches_step_as_they_run(sign):
    x = graph.placeholder("float32", (), "x")
    (y,) = graph.while_loop(lambda c: c < 20, lambda c: [c * 2], [x * x])
    z = graph.cond(x > 0, lambda: graph.exp(x) + y, lambda: y)
    (dx,) = graph.gradients(z, [x])
    function = graph.CompiledCallable([x], [z, dx])
    wanted = function([sign])
    names = Names()
    with stepping(names):
        np.testing.assert_allclose(function([sign]), wanted, 1e-6)
    assert ("exp" in names.done) == (sign > 0)
    bodies = {place[0][1] for place in names.places if place}
    assert {"condition", "body", f"branches[{int(sign > 0)}]"} <= bodies


def test_variables_are_read_together_and_updated_at_the_end():
    a, b = graph.Variable(1.0), graph.Variable(2.0)
    updates = [(a, b.symbolic() + 1.0), (b, a.symbolic() * 10.0)]
    function = graph.CompiledCallable([], [a.symbolic()], updates)
    with stepping():
        assert function([])[0] == 1
    assert (a.numpy(), b.numpy()) == (3, 10)
    Stepper(Program([], [a.symbolic()], updates), Observer(), commits=False)([])
    assert (a.numpy(), b.numpy()) == (3, 10)


def test_a_failing_node_is_named_as_by_the_engine():
    x = graph.placeholder("int32", (None,), "x")
    y = graph.take(graph.constant([1.0, 2.0]), x)
    texts = []
    for context in (stepping(), stepping(Names())):
        with context, pytest.raises(graph.ExecutionError) as caught:
            graph.Session().run(y, {x: [5]})
        texts.append(str(caught.value))
    with pytest.raises(graph.ExecutionError) as caught:
        graph.Session().run(y, {x: [5]})
    assert set(texts) == {str(caught.value)}


def test_nobody_watches_after_the_context():
    x = graph.placeholder("float32", (), "x")
    session = graph.Session()
    names = Names()
    with stepping(names):
        session.run(x + 1, {x: 1})
    count = len(names.done)
    assert session.run(x + 1, {x: 1}) == 2 and len(names.done) == count


def test_sizes_are_checked_as_by_the_engine():
    x, y = (graph.placeholder("float32", (name,), name) for name in "ab")
    ones = graph.broadcast_to(graph.constant(1.0), (graph.shape(x)[0] - 3,))
    short = graph.exp(ones) + graph.sum(x)
    for fetch, feeds, error in (
        (short, {x: [1, 2]}, graph.ShapeError),
        (x + y, {x: [1, 2], y: [1, 2, 3]}, graph.ExecutionError),
    ):
        for context in (stepping(), contextlib.nullcontext()):
            with context, pytest.raises(error) as caught:
                graph.Session().run(fetch, feeds)
            assert "made by: test_stepper.py:" in str(caught.value)
    with stepping(), pytest.raises(graph.ShapeError) as caught:
        graph.Session().run(short, {x: [1, 2]})
    what, got, hint, _ = str(caught.value).splitlines()
    assert what.endswith(": the inputs of this run are too small")
    assert got == "  got: result=float64[a - 3], here [-1]"
    assert hint == "  hint: feed larger ones"
