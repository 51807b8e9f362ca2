"""Bodies: what they capture, what they share, and putting other tensors below."""

from __future__ import annotations

import numpy as np

import graph
from graph.ir.program import Program, assignments_in
from graph.ir.spec import Spec
from graph.ir.subgraph import substitute
from graph.ir.trace_bodies import trace_body

F32 = Spec("float32", (3,))
X = graph.placeholder("float32", (3,), "x")


def test_a_body_captures_what_it_uses_from_outside():
    outer = graph.exp(X)
    body, captured = trace_body(lambda p: [p * outer + 2.0], [F32], "loop")
    assert captured == (outer,)
    assert [p.name for p in body.params] == ["loop_0", "loop_outer"]
    names = [n.op.name for n in body.nodes]
    assert "exp" not in names
    assert "constant" in names
    assert body.output_specs == (F32,)


def test_what_does_not_depend_on_the_parameters_moves_out_of_a_loop():
    body, captured = trace_body(lambda p: [p + graph.exp(X)], [F32], "loop")
    assert [t.op.name for t in captured] == ["exp"]
    assert [n.op.name for n in body.nodes] == ["add"]


def test_a_branch_keeps_what_is_made_inside():
    body, captured = trace_body(lambda p: [p + graph.exp(X)], [F32], "then", False)
    assert captured == (X,)
    assert [n.op.name for n in body.nodes] == ["exp", "add"]


def test_a_body_may_hand_out_what_is_outside():
    body, captured = trace_body(lambda p: [X, p], [F32], "loop")
    assert captured == (X,)
    assert body.outputs == (body.params[1], body.params[0])


def test_variables_are_read_outside_of_the_body():
    v = graph.Variable(np.ones(3, np.float32))
    body, captured = trace_body(lambda p: [p * v], [F32], "loop")
    assert [t.op.name for t in captured] == ["read_variable"]
    assert "read_variable" not in [n.op.name for n in body.nodes]


def test_substituting_rebuilds_what_is_above_and_shares_the_rest():
    a = graph.exp(X)
    b = graph.sin(a) * graph.cos(X)
    y = graph.placeholder("float32", (3,), "y")
    (c,) = substitute([b], {a: y})
    assert c.node.inputs[0].node.inputs == (y,)
    assert c.node.inputs[1] is b.node.inputs[1]
    assert substitute([b], {y: X}) == [b]
    assert substitute([a], {a: y}) == [y]


def test_assignments_in_what_is_fetched():
    v, w = graph.Variable(1.0), graph.Variable(2.0)
    x = graph.placeholder("float32", (), "x")
    first, second, other = v.assign(x), v.assign(x * 2), w.assign(x * 3)
    found = assignments_in([graph.exp(other), second, first])
    assert found == [(v, second.node.inputs[0]), (w, other.node.inputs[0])]
    assert assignments_in([graph.exp(other)], [other]) == []


def test_a_program_knows_its_nodes_variables_and_symbols():
    v, w = graph.Variable(1.0), graph.Variable(2.0)
    x = graph.placeholder("float32", ("n",), "x")
    y = graph.broadcast_to(v.symbolic(), graph.shape(x)) + x
    program = Program([x], [y], [(w, v.symbolic())])
    assert program.variables() == [v, w]
    assert [n.op.name for n in program.nodes()] == [
        "read_variable",
        "broadcast_to",
        "add",
    ]
    assert len(program.symbols()) == 1
