"""Readable names of nodes."""

from __future__ import annotations

import graph
from graph.ir.naming import name_of, scope_path, unique_names
from graph.ir.node import reachable


def test_names_are_unique_and_say_where():
    x = graph.placeholder("float32", (2,), "x")
    other = graph.placeholder("float32", (2,), "x")
    w = graph.Variable([1.0, 2.0], name="w")
    with graph.name_scope("Model 'net'"), graph.name_scope("my layer"):
        y = graph.exp(x + w) + graph.exp(other)
    (dx,) = graph.gradients(y, [x])
    names = unique_names(reachable([y, dx]))
    assert len(set(names.values())) == len(names)
    shown = [name for name in names.values() if "constant" not in name]
    assert shown == [
        *("x", "w", "net/my_layer/add", "net/my_layer/exp", "x_1"),
        *("net/my_layer/exp_1", "net/my_layer/add_1"),
        *("broadcast_to", "net/my_layer/gradient/multiply"),
    ]
    assert name_of(dx, names) == "net/my_layer/gradient/multiply"
    assert scope_path(dx.node.origin) == "net/my_layer/gradient"


def test_a_name_that_looks_numbered_is_not_given_twice():
    tensors = [graph.placeholder("float32", (), n) for n in ("a", "a_1", "a", "a")]
    names = unique_names(t.node for t in tensors)
    assert list(names.values()) == ["a", "a_1", "a_2", "a_3"]
