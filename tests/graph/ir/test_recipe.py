"""Values made from variables follow them when they are used in a graph."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

import graph
from graph.ir.recipe import LONGEST


def run(tensor):
    return graph.Session().run(tensor * graph.constant(np.float32(1.0)))


def test_a_value_of_a_variable_is_read_again():
    v = graph.Variable([1.0, 2.0])
    penalty = graph.sum(v * v) * 0.5
    fetched = penalty + graph.placeholder("float32", (), "x") * 0.0
    session = graph.Session()
    (x,) = [n.output() for n in nodes_of(fetched) if n.op.name == "placeholder"]
    assert session.run(fetched, {x: 0.0}) == 2.5
    v.assign([3.0, 4.0])
    assert session.run(fetched, {x: 0.0}) == 12.5


def nodes_of(tensor):
    from graph.ir.node import reachable

    return reachable([tensor])


def test_broadcast_of_values_is_replayed():
    v = graph.Variable([1.0, 2.0, 3.0])
    grid = v + np.ones((2, 1), np.float32)
    np.testing.assert_array_equal(run(grid), [[2.0, 3.0, 4.0]] * 2)
    v.assign([0.0, 0.0, 0.0])
    np.testing.assert_array_equal(run(grid), np.ones((2, 3)))


def test_shared_steps_are_built_once():
    y = graph.Variable(1.0) * 1.0
    for _ in range(60):  # 2**60 paths lead to the variable
        y = y + y
    assert run(y) == 2.0**60


def test_a_loop_that_goes_on_keeps_no_values():
    v = graph.Variable(np.ones(1000, np.float32))
    first = v * 2.0
    kept = weakref.ref(first)
    y = first
    for _ in range(50):
        y = y * 0.5 + v
    del first
    gc.collect()
    assert kept() is None
    assert run(y).shape == (1000,)


def test_too_long_a_recipe_is_refused():
    y = graph.Variable(1.0) * 1.0
    for _ in range(LONGEST + 1):
        y = y * 1.0
    assert float(y) == 1.0
    with pytest.raises(graph.SymbolicError) as caught:
        run(y)
    text = str(caught.value)
    assert text.startswith(f"a value that more than {LONGEST} ops made from variables")
    assert "graph.constant(value.numpy())" in text
    assert "made by: test_recipe.py:" in text
    assert run(graph.constant(y.numpy())) == 1.0


def test_a_value_outlives_its_variable():
    y = graph.Variable(3.0) * 2.0
    gc.collect()
    assert run(y) == 6.0


def test_a_value_of_a_variable_can_be_fetched():
    v = graph.Variable(2.0)
    square = v * v
    step = v.assign_add(graph.placeholder("float32", (), "x"))
    session = graph.Session()
    assert session.run(square) == 4.0
    v.assign(3.0)
    assert session.run(square) == 9.0
    assert step.dtype == np.float32
