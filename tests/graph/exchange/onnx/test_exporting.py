"""Models of ONNX: names, symbolic sizes, control flow, what is left out."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

import onnx
import onnxruntime

import graph
from graph.exchange.onnx.writing.onnx_model import onnx_model


def session_of(model):
    onnx.checker.check_model(model)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(model.SerializeToString(), options)


def agree(xs, ys, *feeds):
    """Exports once and compares for each set of arrays."""
    labels = [f"y{i}" for i in range(len(ys))]
    session = session_of(onnx_model(xs, ys, [f"x{i}" for i in range(len(xs))], labels))
    call = graph.CompiledCallable(xs, ys, engine="numpy")
    for arrays in feeds:
        arrays = list(map(np.asarray, arrays))
        got = session.run(labels, {f"x{i}": a for i, a in enumerate(arrays)})
        for a, b in zip(got, call(arrays)):
            assert a.dtype == b.dtype
            np.testing.assert_allclose(a, b, 1e-5, 1e-6)


def numbers(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("float32")


def test_a_size_that_follows_from_others():
    x = graph.placeholder("float32", ("n", "m"), "x")
    n, m = x.spec.shape
    y = graph.reshape(graph.concatenate([x, x], 1), (n * m * 2,))[: (n * 3 + m) // 2]
    agree([x], [y, graph.arange(n * m)], [numbers(3, 4)], [numbers(5, 2)])


def test_variables_become_constants_and_are_computed_with_at_once():
    w = graph.Variable(numbers(3, 4), name="w")
    x = graph.placeholder("float32", ("n", 3), "x")
    with graph.tracing():
        y = graph.matmul(x, graph.exp(w) * 2.0)
    model = onnx_model([x], [y], ["x"], ["y"])
    assert [n.op_type for n in model.graph.node] == ["MatMul", "Identity"]
    agree([x], [y], [numbers(2, 3)])


def test_sizes_have_their_names():
    x = graph.placeholder("float32", ("batch", 3), "x")
    model = onnx_model([x], [x + 1.0], ["in"], ["out"])
    (given,) = model.graph.input
    dims = given.type.tensor_type.shape.dim
    assert (given.name, dims[0].dim_param, dims[1].dim_value) == ("in", "batch", 3)


def test_a_loop_over_rows():
    x = graph.placeholder("float32", ("time", 3), "x")
    w = graph.Variable(numbers(3, 3), name="w")

    def step(state, row):
        state = graph.tanh(graph.matmul(state[None], w)[0] + row)
        return state, state * 2.0

    for reverse in (False, True):
        last, ys = graph.scan(step, graph.zeros((3,)), x, reverse=reverse)
        agree([x], [last, ys], [numbers(5, 3)], [numbers(2, 3)])


def test_a_loop_whose_length_data_decide():
    x = graph.placeholder("float32", (), "x")
    y = graph.while_loop(lambda v: v < 100.0, lambda v: v * 2.0 + 1.0, x)
    agree([x], [y], [np.float32(3)], [np.float32(1000)])


def test_branches():
    x = graph.placeholder("float32", ("n",), "x")
    index = graph.placeholder("int32", (), "index")
    y = graph.switch(index, [lambda: x + 1.0, lambda: x * 2.0, lambda: -x])
    z = graph.cond(graph.sum(x) > 0.0, lambda: graph.exp(x), lambda: x)
    feeds = [[numbers(4), np.int32(i)] for i in (-1, 0, 1, 2, 7)]
    agree([x, index], [y, z], *feeds)
    agree([x, index], [y, z], [-numbers(4), np.int32(1)])


def test_an_output_that_is_an_input_or_a_constant():
    x = graph.placeholder("float32", ("n",), "x")
    model = session_of(onnx_model([x], [x, graph.ones((2,)) * 3.0], ["x"], ["y", "z"]))
    y, z = model.run(None, {"x": numbers(3)})
    np.testing.assert_array_equal(y, numbers(3))
    np.testing.assert_array_equal(z, [3.0, 3.0])


def test_what_has_no_counterpart_is_named_with_its_line():
    x = graph.placeholder("float32", (3, 3), "x")
    y = graph.svd(x)[1]
    with pytest.raises(NotImplementedError, match=r"svd.*\n(.*\n)*.*test_exporting.py"):
        onnx_model([x], [y], ["x"], ["y"])
