"""The numpy engine: blocks of groups, buffers, sizes, and errors of kernels."""

from __future__ import annotations

import inspect
import random
import traceback

import numpy as np
import pytest

import graph
from graph.engines.numpy import binding, source
from graph.engines.numpy.engine import KEPT_SIZES, NumpyEngine
from graph.ir.program import Program
from graph.passes.pipeline import run_passes
from graph.testing.node_checks import run_checked

X = graph.placeholder("float32", (None, 3), "x")


@pytest.fixture
def small_blocks(monkeypatch):
    """Everything may be grouped, and blocks are a few rows."""
    monkeypatch.setattr(source, "BLOCKED_FROM", 2)
    monkeypatch.setattr(binding, "BLOCK_BYTES", 64)


def random_program(rng, symbolic):
    """Elementwise chains over broadcasts, reductions and each other."""
    n = "n" if symbolic else 7
    x = graph.placeholder("float64", (n, 3), "x")
    row = graph.placeholder("float64", (3,), "row")
    column = graph.placeholder("float64", (n, 1), "column")
    values = [x, row, column, graph.constant(0.5)]
    for _ in range(rng.randrange(3, 25)):
        a, b = rng.choice(values), rng.choice(values)
        kind = rng.randrange(8)
        if kind == 0:
            c = a + b
        elif kind == 1:
            c = a * b
        elif kind == 2:
            c = graph.sin(a)
        elif kind == 3:
            c = graph.where(graph.greater(a, b), a, b)
        elif kind == 4:
            c = graph.cast(graph.cast(a - b, "float32"), "float64")
        elif kind == 5 and a.ndim == 2:
            c = graph.sum(a, rng.choice([0, 1]), keepdims=True) * 0.1
        elif kind == 6:
            c = graph.sigmoid(a)
        else:
            c = graph.maximum(a, b) - 1
        values.append(c)
    outputs = rng.sample(values[4:], min(3, len(values) - 4))
    return Program([x, row, column], outputs)


@pytest.mark.parametrize("symbolic", [False, True], ids=["known", "symbolic"])
@pytest.mark.parametrize("seed", range(60))
def test_blocks_give_what_kernels_give(seed, symbolic, small_blocks):
    program = random_program(random.Random(seed), symbolic)
    rng = np.random.default_rng(seed)
    executable = NumpyEngine().compile(program)
    passed = NumpyEngine().compile(run_passes(program, check=True))
    for n in (7, 1, 12, 0) if symbolic else (7,):
        arrays = [rng.normal(size=s) for s in ((n, 3), (3,), (n, 1))]
        want = run_checked(program, arrays)
        for got in (executable(arrays), passed(arrays)):
            for a, b in zip(got, want):
                np.testing.assert_allclose(a, b, 1e-12, 1e-12)


def test_groups_are_run_in_blocks(small_blocks):
    y = graph.sin(graph.exp(X) + 1) * X
    executable = NumpyEngine().compile(Program([X], [y]))
    text = "".join(executable.source.lines)
    assert text.count("for i, j in B0:") == 1
    array = np.arange(60, dtype=np.float32).reshape(20, 3) / 60
    (got,) = executable([array])
    np.testing.assert_allclose(got, np.sin(np.exp(array) + 1) * array, 1e-6)
    ((run,),) = executable._instances.values()
    assert len(run.__globals__["B0"]) == 4  # 5 rows of 12 bytes in 64


def test_large_values_are_blocked_by_default():
    x = graph.placeholder("float32", (300, 400), "x")
    y = graph.exp(graph.sin(x)) - x
    executable = NumpyEngine().compile(Program([x], [y]))
    assert "for i, j in B0:" in "".join(executable.source.lines)
    array = np.random.default_rng(0).normal(size=(300, 400)).astype(np.float32)
    np.testing.assert_allclose(
        executable([array])[0], np.exp(np.sin(array)) - array, 1e-5
    )


def test_buffers_of_few_sizes_are_kept():
    executable = NumpyEngine().compile(Program([X], [graph.exp(X) + 1]))
    for count in range(3 * KEPT_SIZES):
        executable([np.zeros((count, 3), np.float32)])
    assert len(executable._instances) == KEPT_SIZES


def test_a_failing_kernel_names_its_node_and_line():
    i = graph.placeholder("int64", (None,), "i")
    a = graph.exp(X)
    with graph.name_scope("Embedding 'words'"):
        y = graph.take(a, i, axis=1)
        made_at = inspect.currentframe().f_lineno - 1
    z = graph.sum(y * 2) + graph.sum(graph.sin(a))
    with pytest.raises(graph.ExecutionError) as caught:
        graph.Session().run(z, {X: np.zeros((2, 3)), i: [0, 7]})
    assert str(caught.value) == (
        "take: index 7 is outside an axis of size 3: x[2, 3], axis 1; "
        "indices run from -3 to 2\n"
        "  got: x0=float32[x_0, 3], x1=int64[i_0]\n"
        f"  made by: Embedding 'words' at test_numpy_engine.py:{made_at}"
    )
    assert isinstance(caught.value.__cause__, IndexError)
    shown = "".join(traceback.format_exception(caught.value))
    assert "<graph program" in shown
    assert (
        "t2 = k" in shown or " = k" in shown
    )  # the generated line is in the traceback


def test_a_run_after_a_failed_one_is_right():
    i = graph.placeholder("int64", (), "i")
    y = graph.exp(X)[i] * 2
    session = graph.Session()
    for index, fails in ((0, False), (9, True), (1, False)):
        feeds = {X: np.zeros((2, 3)), i: index}
        if fails:
            with pytest.raises(graph.ExecutionError):
                session.run(y, feeds)
        else:
            assert session.run(y, feeds).tolist() == [2, 2, 2]


def test_sizes_that_were_taken_as_equal_are_checked():
    a = graph.placeholder("float32", (None,), "a")
    b = graph.placeholder("float32", (None,), "b")
    session = graph.Session()
    for y in (a + b, graph.matmul(a, b), graph.concatenate([a[None], b[None]])):
        session.run(y, {a: np.ones(3), b: np.ones(3)})
        with pytest.raises(graph.ExecutionError, match="made by: test_numpy_engine"):
            session.run(y, {a: np.ones(3), b: np.ones(4)})


def test_sizes_of_the_graph_outside_an_axis_are_errors():
    x = graph.placeholder("float32", (None,), "x")
    m = graph.placeholder("float32", (None,), "m")
    y = x[: graph.shape(m)[0]]
    z = graph.reshape(x, (graph.shape(m)[0], 2))
    w = graph.broadcast_to(x, graph.shape(m)) + 0.0
    session = graph.Session()
    assert session.run(y, {x: np.ones(5), m: np.ones(3)}).shape == (3,)
    for bad in (y, z, w):
        with pytest.raises(graph.GraphError, match="made by: test_numpy_engine"):
            session.run(bad, {x: np.ones(5), m: np.ones(7)})


def test_numpy_warnings_stay_silent():
    got = graph.Session().run([graph.log(X), X / 0.0], {X: np.full((1, 3), -1)})
    assert np.isnan(got[0]).all() and np.isinf(got[1]).all()
    with np.errstate(all="raise"):
        graph.exp(np.float32([1000.0]))


def test_outputs_of_size_0_and_rank_0():
    y = [graph.exp(X), graph.sum(X), X[0:0] * 2, graph.sum(X, 1)[[]]]
    got = graph.Session().run(y, {X: np.zeros((0, 3))})
    assert [a.shape for a in got] == [(0, 3), (), (0, 3), (0,)]
    for array in got:
        assert type(array) is np.ndarray


def test_a_picked_scalar_is_an_array_too():
    i = graph.placeholder("int64", (), "i")
    x = graph.placeholder("float32", (3,), "x")
    got = graph.Session().run([graph.take(x, i), graph.argmax(x)], {x: [1, 5, 2], i: 1})
    assert [type(a) for a in got] == [np.ndarray] * 2
    assert [float(a) for a in got] == [5, 1]
