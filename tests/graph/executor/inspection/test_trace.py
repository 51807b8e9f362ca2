"""Every value by its name."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import graph


def line() -> int:
    return inspect.currentframe().f_back.f_lineno


def test_values_of_fetches_by_name_in_order():
    x = graph.placeholder("float32", (None,), "x")
    w = graph.Variable([1.0, 2.0], name="w")
    with graph.name_scope("Dense 'head'"):
        y = graph.tanh(x * w) + graph.tanh(x)
    values = graph.debug.trace({"y": y}, {x: [3.0, 4.0]})
    assert list(values) == [
        *("x", "w", "head/multiply", "head/tanh", "head/tanh_1", "head/add")
    ]
    np.testing.assert_array_equal(values["head/multiply"], [3, 8])
    np.testing.assert_allclose(values[y], np.tanh([3, 8]) + np.tanh([3, 4]), 1e-6)
    np.testing.assert_array_equal(values.outputs["y"], values["head/add"])
    assert len(values) == 6 and "head/tan" not in values


def test_the_table_says_what_is_in_each_value():
    x = graph.placeholder("float32", (4,), "x")
    with graph.name_scope("head"):
        y, made = graph.log(x), line()
    text = repr(graph.debug.trace(y, {x: [1, np.e, 0, -1]}))
    header, first, second = text.splitlines()
    assert header.split() == [
        *("name", "op", "value", "min", "mean", "max", "not", "finite", "made", "by")
    ]
    assert first.split()[:6] == [
        "x",
        "placeholder",
        "float32[4]",
        "-1",
        "0.6796",
        "2.718",
    ]
    assert second.split() == [
        *("head/log", "log", "float32[4]", "0", "0.5", "1", "2"),
        f"test_trace.py:{made}",
    ]
    everything = repr(graph.debug.trace(graph.log(x), {x: [0, 0, 0, 0]}))
    assert everything.splitlines()[-1].split()[3] == "4"  # no finite number to show


def test_a_function_is_called_with_names_of_its_arguments():
    def f(pair, scale, power=1):
        a, b = pair
        return {"sum": (a + b) * scale, "none": None, "power": a**power}

    values = graph.debug.trace(f, [np.ones(2), np.arange(2)], 3.0, power=np.float64(2))
    assert list(values)[:2] == ["pair_0", "pair_1"]
    assert "power" in values and "scale" not in values
    np.testing.assert_array_equal(values.outputs["sum"], [3, 6])
    assert values.outputs["none"] is None
    assert values.outputs["power"].tolist() == [1, 1]
    assert list(graph.debug.trace(lambda *a: a[0] + a[1], *np.ones((2, 3)))) == [
        *("x0", "x1", "add")
    ]


def test_a_trace_updates_nothing_and_shows_what_would_be():
    v = graph.Variable(1.0, name="v")

    def step(x):
        v.assign_add(x)
        graph.print("x", x)
        return v * 2.0

    values = graph.debug.trace(step, np.float32(3))
    assert v.numpy() == 1 and values.outputs == 8
    assert list(values) == ["x", "v", "add", "print", "multiply"]


def test_several_results_of_one_node_have_numbers():
    x = graph.placeholder("float32", (3,), "x")
    ys = graph.scan(lambda c, r: (c + r, c), np.float32(0), x)
    values = graph.debug.trace(ys, {x: [1, 3, 2]})
    assert list(values) == ["x", "scan.0", "scan.1"]
    np.testing.assert_array_equal(values["scan.1"], [0, 1, 4])


def test_what_is_wrong_with_the_feeds_is_said():
    x = graph.placeholder("float32", (2,), "x")
    with pytest.raises(graph.FeedError, match="placeholder 'x' is not fed"):
        graph.debug.trace(x + 1)
    with pytest.raises(graph.FeedError, match="feed an array of shape"):
        graph.debug.trace(x + 1, {x: [1, 2, 3]})
    with pytest.raises(graph.ArgumentError) as caught:
        graph.debug.trace(x + 1, [1, 2])
    assert str(caught.value).startswith(
        "debug.trace: fetches take one dict of feeds\n  got: arguments=['list']\n"
        "  hint: write graph.debug.trace(fetches, {placeholder: array})\n"
        "  made by: test_trace.py:"
    )


def test_effects_run_in_the_order_of_the_program(capsys):
    def step(x):
        late = x * 2.0
        graph.print("first", x)
        graph.print("second", late)
        return graph.print("third", x) + late

    values = graph.debug.trace(step, np.float32(1))
    assert [t.split()[0] for t in capsys.readouterr().out.splitlines()] == [
        *("first", "second", "third")
    ]
    assert list(values) == ["x", "multiply", "print", "print_1", "print_2", "add"]


def test_prints_of_a_traced_graph_run_once(capsys):
    x = graph.placeholder("float32", (), "x")
    graph.debug.trace(graph.print("x", x) + 1, {x: 1})
    assert capsys.readouterr().out == "x 1.0\n"


def test_one_name_for_runs_and_for_numpy():
    x = graph.placeholder("float32", (2,), "x")
    for values in (
        graph.trace(graph.exp(x), {x: [0.0, 0.0]}),
        graph.trace(graph.exp(x), feeds={x: [0.0, 0.0]}),
        graph.trace(lambda x: graph.exp(x), np.zeros(2, "f4")),
    ):
        assert values["exp"].tolist() == [1.0, 1.0]
    matrix = np.arange(9.0).reshape(3, 3)
    assert graph.trace(matrix, 1).item() == np.trace(matrix, 1)
    assert np.trace(graph.as_tensor(matrix)).item() == np.trace(matrix)
    assert graph.as_tensor(matrix).trace().item() == np.trace(matrix)
