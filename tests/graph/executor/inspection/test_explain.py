"""What graphs are compiled to, in words and numbers."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.executor.engines import ENGINES

every_engine = pytest.mark.parametrize("engine", ENGINES)


def layer():
    x = graph.placeholder("float32", ("batch", 6), "x")
    w = graph.Variable(np.ones((6, 4), np.float32), name="w")
    with graph.name_scope("Dense 'head'"):
        return x, w, graph.tanh(graph.matmul(x, w))


@every_engine
def test_flops_and_sizes_of_a_product(engine):
    _, _, y = layer()
    found = graph.explain(y, sizes={"batch": 10}, engine=engine)
    assert found.engine == engine and found.sizes == {"batch": 10}
    assert found.flops == 2 * 10 * 6 * 4 + 10 * 4
    assert found.flops == sum(step.flops for step in found.steps)
    assert {layer for step in found.steps for layer in step.layers} == {"head"}
    assert found.steps[-1].results == ("float32[10, 4]",)
    assert found.compile_seconds > 0


@every_engine
def test_sizes_come_from_names_numbers_feeds_or_are_guessed(engine):
    x, _, y = layer()

    def size(*args, **kwargs):
        return graph.explain(y, *args, engine=engine, **kwargs).sizes["batch"]

    assert size() == 32
    assert size(sizes=7) == 7
    assert size({x: np.ones((3, 6))}) == 3
    assert size({x: np.ones((3, 6))}, sizes={"batch": 5}) == 5


def test_what_runs_together_on_numpy():
    x = graph.placeholder("float32", (300, 200), "x")
    found = graph.explain(graph.tanh(graph.sin(x) * 2.0), engine="numpy")
    (step,) = found.steps
    assert (step.kind, step.ops) == ("blocks", ("sin", "multiply", "tanh"))
    assert step.flops == 3 * 300 * 200
    # the value, the number and the result; what passes between them stays in the cache
    assert step.nbytes == 2 * 300 * 200 * 4 + 300 * 200 * 4


def test_one_native_step_reads_and_writes_once():
    pytest.importorskip("llvmlite")
    _, _, y = layer()
    found = graph.explain(y, sizes=8, engine="native")
    (step,) = found.steps
    assert (step.kind, step.ops) == ("call", ("dot_general", "tanh"))
    assert step.nbytes == 4 * (8 * 6 + 6 * 4 + 8 * 4)
    assert found.fallbacks == [] and sum(found.code.values()) > 0


def test_fallbacks_have_reasons():
    pytest.importorskip("llvmlite")
    x = graph.placeholder("float16", (4,), "x")
    found = graph.explain(graph.exp(x), engine="native")
    (step,) = found.fallbacks
    assert step.kind == "numpy" and step.reason == "no code for float16"
    assert "left to numpy: exp (no code for float16)" in str(found)
    value = graph.placeholder("float32", (3, 3), "value")
    found = graph.explain(graph.det(value), engine="native")
    assert {step.reason for step in found.fallbacks} == {"no lowering"}


def test_variables_that_are_updated_in_place():
    pytest.importorskip("llvmlite")
    w = graph.Variable(np.ones(4, np.float32), name="w")

    def step(x):
        w.assign_sub(x * w)

    found = graph.explain(step, np.ones(4, np.float32), engine="native")
    assert found.updates == found.in_place == ["w"]
    assert "1 variable is updated, 1 in place" in str(found)
    found = graph.explain(step, np.ones(4, np.float32), engine="numpy")
    assert found.updates == ["w"] and found.in_place == []
    np.testing.assert_array_equal(w.numpy(), np.ones(4))


@every_engine
def test_functions_as_they_are_compiled(engine):
    @graph.function(engine=engine)
    def double(x):
        return graph.exp(x) * 2.0

    array = np.ones((3, 2), np.float32)
    found = graph.explain(double, array)
    assert found.flops == 12 and found.engine == engine
    concrete = double.get_concrete(array)
    assert graph.explain(concrete, sizes=10).flops == 40
    assert graph.explain(concrete, np.ones((5, 2))).flops == 20
    plain = graph.explain(lambda x: graph.exp(x) * 2.0, array, engine=engine)
    assert plain.flops == 12 and plain.sizes == {}


@every_engine
def test_a_context_explains_each_program_at_each_size_once(engine):
    x, _, y = layer()
    session = graph.Session(engine)
    with graph.explain() as programs:
        for rows in (2, 3, 2):
            session.run(y, {x: np.ones((rows, 6))})
        session.run(x + 1.0, {x: np.ones((2, 6))})
    session.run(y, {x: np.ones((9, 6))})
    assert [p.sizes["batch"] for p in programs] == [2, 3, 2]
    assert [p.flops for p in programs] == [2 * 52, 3 * 52, 12]
    assert str(programs).count("compiled in") == 3


@every_engine
def test_flops_of_convolutions_windows_and_reductions(engine):
    x = graph.placeholder("float32", (2, 8, 8, 3), "x")
    w = graph.placeholder("float32", (3, 3, 3, 5), "w")
    y = graph.conv(x, w, padding="valid")
    each = 2 * 2 * 6 * 6 * 5 * 27
    assert graph.explain(y, engine=engine).flops == each
    assert graph.explain(graph.max_pool(x, 2), engine=engine).flops == 2 * 16 * 3 * 4
    assert graph.explain(graph.sum(x, 1), engine=engine).flops == 2 * 8 * 8 * 3
    dw = graph.gradients(graph.sum(y * y), [w])[0]
    found = graph.explain(dw, engine=engine)
    assert found.flops >= 2 * each


@every_engine
def test_loops_count_their_turns_and_branches_the_longest(engine):
    x = graph.placeholder("float32", ("steps", 4), "x")
    last, _ = graph.scan(lambda c, r: (graph.tanh(c + r), c), np.zeros(4, "f"), x)
    assert graph.explain(last, sizes=9, engine=engine).flops == 9 * 2 * 4
    p = graph.placeholder("bool", (), "p")
    y = graph.cond(p, lambda: graph.exp(graph.sin(x)), lambda: graph.exp(x))
    assert graph.explain(y, sizes=5, engine=engine).flops == 2 * 5 * 4


def test_the_table_has_a_row_for_each_step():
    _, _, y = layer()
    found = graph.explain(y, sizes=10, engine="numpy")
    header, *lines = str(found).splitlines()
    assert header.split() == [
        *("step", "kind", "ops", "layers", "results", "parts", "MB", "Mflop")
    ]
    assert lines[0].split()[:4] == ["0", "numpy", "dot_general", "head"]
    assert lines[2].startswith("2 steps on the numpy engine at batch=10: 0.00052 Mflop")
    assert lines[-1].startswith("compiled in ")


def test_a_size_of_another_name_is_refused():
    _, _, y = layer()
    with pytest.raises(graph.ArgumentError) as caught:
        graph.explain(y, sizes={"rows": 3})
    assert str(caught.value).startswith(
        "explain: the inputs have no symbolic size of this name\n"
        "  got: sizes=rows\n  hint: they have batch\n  made by: test_explain.py:"
    )
