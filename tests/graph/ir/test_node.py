"""Nodes: sharing of identical ones, order, lifetimes, and where they come from."""

from __future__ import annotations

import gc
import inspect
import pathlib
import weakref

import numpy as np
import pytest

import graph
from graph.ir.node import in_program_order, make_node, reachable


def line() -> int:
    return inspect.currentframe().f_back.f_lineno


def test_identical_nodes_are_one():
    x = graph.placeholder("float32", (2, 3), "x")
    assert graph.exp(x) is graph.exp(x)
    assert graph.sum(x, 1) is graph.sum(x, -1)
    assert graph.exp(x) is not graph.sin(x)
    assert graph.sum(x, 0) is not graph.sum(x, 1)
    assert graph.exp(x) is not graph.exp(graph.placeholder("float32", (2, 3), "x"))
    y = graph.placeholder("float32", (2, 3), "y")
    assert graph.add(x, y) is not graph.add(y, x)
    assert graph.add(x, y) is graph.add(x, y)


def test_random_and_leaf_nodes_are_never_shared():
    key = graph.constant(np.array([1, 2], np.uint32))
    assert graph.constant(1.0) is not graph.constant(1.0)
    v = graph.Variable(1.0)
    assert v.symbolic() is v.symbolic()
    assert key.op != graph.constant(np.array([1, 2], np.uint32)).op


def test_ops_compare_by_their_attributes():
    Sum = graph.REGISTRY["Sum"]
    assert Sum((1,)) == Sum(axes=(1,))
    assert hash(Sum((1,))) == hash(Sum((1,)))
    assert Sum((1,)) != Sum((0,))
    assert Sum((1,)) != graph.REGISTRY["Max"]((1,))
    assert repr(Sum((1,))) == "sum(axes=(1,))"


def test_dropped_nodes_are_gone():
    x = graph.placeholder("float32", (3,), "x")
    before = weakref.WeakSet()
    y = x
    for _ in range(50):
        y = graph.exp(graph.sin(y) + y)
        before.add(y.node)
    (dx,) = graph.gradients(y, [x])
    before.add(dx.node)
    assert len(before) == 51
    del y, dx
    gc.collect()
    assert len(before) == 0


def test_compiled_graphs_are_gone_with_their_session():
    nodes = weakref.WeakSet()

    def build_and_run():
        v = graph.Variable(np.ones(3, np.float32))
        x = graph.placeholder("float32", (None,), "x")
        y = graph.sum(graph.exp(x) * v)
        (dv,) = graph.gradients(y, [v])
        nodes.update(reachable([y, dv]))
        session = graph.Session()
        session.run([y, v.assign_sub(dv)], {x: np.ones(3, np.float32)})
        session.make_callable(y, [x])(np.ones(3, np.float32))

    build_and_run()
    gc.collect()
    assert len(nodes) == 0


def test_compiling_leaves_no_source_behind():
    import linecache

    def programs():
        return [name for name in linecache.cache if name.startswith("<graph program")]

    gc.collect()
    before = len(programs())
    for _ in range(20):
        x = graph.placeholder("float32", (3,), "x")
        graph.Session().run(graph.exp(x), {x: np.ones(3)})
    del x
    gc.collect()
    assert len(programs()) <= before + 1


def test_reachable_puts_inputs_before_users_and_stops_where_told():
    x = graph.placeholder("float32", (3,), "x")
    a = graph.exp(x)
    b = graph.sin(a)
    c = a * b
    order = reachable([c])
    assert [n.op.name for n in order] == ["placeholder", "exp", "sin", "multiply"]
    assert [n.op.name for n in reachable([c], stop=[a])] == ["sin", "multiply"]
    assert reachable([x], stop=[x]) == []


def test_deep_graphs_do_not_recurse():
    x = graph.placeholder("float32", (), "x")
    y = x
    for _ in range(1500):
        y = y * y  # what is quickly compiled
    (dx,) = graph.gradients(y, [x])
    assert len(reachable([dx])) > 3000
    assert np.isfinite(graph.Session().run(dx, {x: 0.5}))


def test_a_node_knows_the_line_that_made_it():
    x = graph.placeholder("float32", (3,), "x")
    here = line() - 1
    assert x.node.origin.line == here
    assert pathlib.Path(x.node.origin.filename) == pathlib.Path(__file__)
    y = graph.logsumexp(x)  # all nodes of a composition name the call
    inner = [n for n in reachable([y]) if n is not x.node]
    assert {n.origin.line for n in inner} == {line() - 2}
    assert str(y.node.origin) == f"test_node.py:{line() - 3}"


def test_an_error_names_the_callers_line_and_layer():
    x = graph.placeholder("float32", (2, 3), "x")
    with graph.name_scope("outer"), graph.name_scope("Dense 'logits'"):
        with pytest.raises(graph.ShapeError) as caught:
            graph.matmul(x, x)
        raised_at = line() - 1
    assert str(caught.value) == (
        "matmul: inner sizes must agree\n"
        "  got: x=float32[2, 3], y=float32[2, 3]\n"
        "  hint: the last axis of x must equal the first of y\n"
        f"  made by: Dense 'logits' at test_node.py:{raised_at}"
    )


def test_files_marked_as_library_are_not_shown(tmp_path):
    script = tmp_path / "wrapper.py"
    script.write_text("import graph\ndef wrapped(x):\n    return graph.exp(x)\n")
    space: dict = {}
    exec(compile(script.read_text(), str(script), "exec"), space)
    x = graph.placeholder("float32", (3,), "x")
    assert space["wrapped"](x).node.origin.filename == str(script)
    graph.mark_as_library(str(tmp_path))
    y = graph.placeholder("float32", (3,), "y")
    assert pathlib.Path(space["wrapped"](y).node.origin.filename).name == "test_node.py"


def test_ops_without_definitions_say_so():
    from graph.ir.op import Op

    class Undefined(Op, abstract=True):
        pass

    for method in (Undefined().infer, Undefined().kernel):
        with pytest.raises(NotImplementedError, match="Undefined must define"):
            method()
    with pytest.raises(NotImplementedError, match="undefined has no gradient"):
        Undefined().vjp(None, None)


def test_make_node_infers_and_keeps_the_given_origin():
    x = graph.placeholder("float32", (3,), "x")
    node = make_node(graph.REGISTRY["Exp"](), [x], x.node.origin)
    assert node.specs == (x.spec,)
    assert node.origin is x.node.origin
    assert "exp" in repr(node)


def test_what_is_made_for_a_node_has_its_origin():
    x = graph.placeholder("float32", (), "x")
    with graph.name_scope("head"):
        y, made = graph.tanh(x), line()
    (dx,) = graph.gradients(y, [x])
    assert str(dx.node.origin) == f"gradient of head at test_node.py:{made}"
    (ddx,) = graph.gradients(dx, [x])
    assert ddx.node.origin.scopes == ("head", "gradient")
    (plain,) = graph.gradients(graph.exp(x) * 2.0, [x])
    assert str(plain.node.origin) == f"gradient at test_node.py:{made + 5}"


def test_program_order_is_that_of_making_with_leaves_where_they_are_used():
    v, w = graph.Variable(1.0), graph.Variable(2.0)
    late, early = w.symbolic(), v.symbolic()
    x = graph.placeholder("float32", (), "x")
    first = graph.sin(x)
    second = early + late
    order = in_program_order(reachable([second + x, first]))
    assert [node.op.name for node in order] == [
        *("placeholder", "sin", "read_variable", "read_variable", "add", "add")
    ]
    assert order[2].op.variable is v
    assert in_program_order([late.node, early.node]) == [late.node, early.node]
