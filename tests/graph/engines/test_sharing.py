"""Values take over buffers that nobody needs any more, and results stay right."""

import numpy as np

import graph
from graph.engines.numpy.binding import Instance
from graph.engines.numpy.engine import NumpyEngine
from graph.ir.program import Program


def executable(outputs, inputs):
    return NumpyEngine().compile(Program(inputs, outputs))


def arena_bytes(run):
    return Instance(run.source, {}).arena_bytes


def test_a_chain_of_ufuncs_needs_one_buffer():
    x = graph.placeholder("float32", (100,), "x")
    y = x
    for _ in range(6):
        y = graph.tanh(graph.exp(y * 0.5))
    run = executable([graph.sum(y)], [x])
    assert arena_bytes(run) == 448  # 400 bytes, on a multiple of 64
    values = np.linspace(-1, 1, 100, dtype="float32")
    want = values
    for _ in range(6):
        want = np.tanh(np.exp(want * np.float32(0.5)))
    np.testing.assert_allclose(run([values])[0], want.sum(), rtol=1e-6)


def test_a_value_that_is_needed_later_is_not_overwritten():
    x = graph.placeholder("float32", (100,), "x")
    kept = graph.exp(x)
    y = graph.sum(graph.tanh(kept) * kept)
    values = np.linspace(-1, 1, 100, dtype="float32")
    want = (np.tanh(np.exp(values)) * np.exp(values)).sum()
    np.testing.assert_allclose(executable([y], [x])([values])[0], want, rtol=1e-6)


def test_a_view_keeps_its_source():
    x = graph.placeholder("float32", (10, 10), "x")
    a = graph.exp(x)
    turned = graph.transpose(a)
    y = graph.sum(graph.tanh(a) * turned)
    values = np.random.default_rng(0).random((10, 10), dtype="float32")
    want = (np.tanh(np.exp(values)) * np.exp(values).T).sum()
    np.testing.assert_allclose(executable([y], [x])([values])[0], want, rtol=1e-6)


def test_feeds_and_variables_are_never_written():
    x = graph.placeholder("float32", (50,), "x")
    v = graph.Variable(np.ones(50, "float32"), name="v")
    y = graph.tanh(x + v)
    values = np.zeros(50, "float32")
    graph.Session().run(y, {x: values})
    assert (values == 0).all()
    assert (v.numpy() == 1).all()


def test_blocks_reuse_their_buffers():
    """A long chain over a large value keeps only a few blocks."""
    x = graph.placeholder("float32", (4096, 64), "x")
    y = x
    for _ in range(10):
        y = graph.tanh(y * 0.9 + 0.1)
    run = executable([y], [x])
    assert len(run.source.blocks) == 1
    assert arena_bytes(run) <= 2 * (1 << 17)
    values = np.random.default_rng(0).random((4096, 64), dtype="float32")
    want = values
    for _ in range(10):
        want = np.tanh(want * np.float32(0.9) + np.float32(0.1))
    np.testing.assert_allclose(run([values])[0], want, rtol=1e-5)
