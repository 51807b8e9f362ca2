"""Recomputation: the same gradients, and what is computed twice."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.ir.barrier import Barrier
from graph.ir.program import Program
from graph.passes.pipeline import run_passes
from graph.testing import gradcheck

RNG = np.random.default_rng(5)
X, W = RNG.normal(size=(2, 3)), RNG.normal(size=(3, 3))


def block(x, w):
    return graph.tanh(graph.exp(graph.sin(x @ w)))


def count(outputs, inputs, name):
    program = run_passes(Program(inputs, outputs), check=True)
    return [node.op.name for node in program.nodes()].count(name)


class TestSymbolic:
    def test_gradients_of_order_two(self):
        gradcheck(graph.checkpoint(block), [X, W], order=2)

    def test_computes_again_for_the_gradient_only(self):
        x, w = (
            graph.placeholder("float64", X.shape),
            graph.placeholder("float64", W.shape),
        )
        plain, again = block(x, w), graph.checkpoint(block)(x, w)
        assert count([again], [x, w], "exp") == 1
        grads = [graph.gradients(y, [x, w]) for y in (plain, again)]
        assert count([plain, *grads[0]], [x, w], "exp") == 1
        assert count([again, *grads[1]], [x, w], "exp") == 2
        found = graph.Session().run(grads, {x: X, w: W})
        for a, b in zip(*found):
            np.testing.assert_allclose(a, b, rtol=1e-12)

    def test_recomputes_after_the_cotangent_is_there(self):
        x = graph.placeholder("float64", (3,))
        y = graph.sum(graph.checkpoint(lambda v: graph.exp(v) * v)(x) ** 2)
        (dx,) = graph.gradients(y, [x])
        nodes = run_passes(Program([x], [y, dx])).nodes()
        (barrier,) = [n for n in nodes if isinstance(n.op, Barrier)]
        assert len(barrier.inputs) == 2

    def test_one_after_another(self):
        def f(x, w):
            for _ in range(3):
                x = graph.checkpoint(block)(x, w)
            return x

        gradcheck(f, [X, W])

    def test_nested(self):
        def inner(x):
            return graph.exp(graph.sin(x))

        def outer(x):
            return graph.checkpoint(inner)(graph.tanh(x)) * x

        gradcheck(graph.checkpoint(outer), [X], order=2)

    def test_nestings_and_settings(self):
        @graph.checkpoint
        def f(parts, flag, scale=None):
            assert flag is True
            return {"y": parts["a"] * parts["b"][0] * scale, "none": None}

        x = graph.placeholder("float64", ())
        found = f({"a": x, "b": [x]}, True, scale=np.float64(2))
        assert found["none"] is None
        (dx,) = graph.gradients(found["y"], [x])
        assert graph.Session().run(dx, {x: 3.0}) == 12

    def test_variables_from_outside_get_gradients(self):
        v = graph.Variable(W)
        x = graph.placeholder("float64", X.shape)
        y = graph.checkpoint(lambda x: block(x, v))(x)
        dv, dx = graph.gradients(y, [v, x])
        want = graph.gradients(block(x, v), [v, x])
        got = graph.Session().run([[dv, dx], want], {x: X})
        for a, b in zip(*got):
            np.testing.assert_allclose(a, b, rtol=1e-12)

    def test_in_the_body_of_a_scan(self):
        def f(x, w):
            step = graph.checkpoint(block)
            return graph.scan(lambda c, row: (step(c, w) + row, None), X[0], x)[0]

        gradcheck(f, [X, W], order=2)

    def test_nothing_returned(self):
        assert (
            graph.checkpoint(lambda x: None)(graph.placeholder("float64", ())) is None
        )


class TestEager:
    def test_gradients_of_order_two(self):
        def second(f):
            xs = [graph.as_tensor(X), graph.as_tensor(W)]
            with graph.GradientTape() as outer:
                outer.watch(xs)
                with graph.GradientTape() as inner:
                    inner.watch(xs)
                    y = f(*xs)
                first = inner.gradient(y, xs)
            return [*first, *outer.gradient(first, xs)]

        for a, b in zip(second(graph.checkpoint(block)), second(block)):
            np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-10)

    def test_the_tape_keeps_one_op(self):
        x = graph.as_tensor(X)
        with graph.GradientTape() as tape:
            tape.watch(x)
            graph.checkpoint(block)(x, W)
        assert len(tape._recording.records) == 1

    def test_variables_and_values_from_outside(self):
        v = graph.Variable(2.0, dtype="float64")
        with graph.GradientTape() as tape:
            doubled = v * 2.0
            y = graph.checkpoint(lambda x: graph.exp(x * v) * doubled)(0.5)
        # d/dv exp(v/2) 2 v
        want = np.exp(1.0) * (0.5 * 4 + 2)
        np.testing.assert_allclose(float(tape.gradient(y, v)), want)

    def test_runs_plainly_without_a_tape(self):
        assert float(graph.checkpoint(graph.exp)(0.0)) == 1.0

    def test_of_symbolic_tensors_from_outside(self):
        x = graph.placeholder("float64", ())
        with graph.GradientTape() as tape:
            y = graph.checkpoint(lambda a: a * x * x)(np.float64(3))
        assert graph.Session().run(tape.gradient(y, x), {x: 2.0}) == 12

    @pytest.mark.parametrize("which", [0, 1])
    def test_of_several_results(self, which):
        x = graph.as_tensor(np.float64(2))
        with graph.GradientTape() as tape:
            tape.watch(x)
            y = graph.checkpoint(lambda x: (x * x, x * x * x))(x)[which]
        assert float(tape.gradient(y, x)) == [4, 12][which]
