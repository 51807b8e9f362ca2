"""Gradients of the user's own: on values, symbolically, in traces and in loops."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.ir.program import Program
from graph.ir.subgraph import substitute
from graph.passes.pipeline import run_passes


@graph.custom_gradient
def scaled(x):
    """x squared, with three times the gradient."""
    square = x * x
    return square, lambda dy: dy * x * 6.0


@graph.custom_gradient
def log1pexp(x):
    """The example of Keras' documentation."""
    e = graph.exp(x)

    def grad(*args, upstream=None):
        if upstream is None:
            (upstream,) = args
        return upstream * (1.0 - 1.0 / (1.0 + e))

    return graph.log(1.0 + e), grad


def eager_gradient(function, *arrays):
    xs = [graph.as_tensor(a) for a in arrays]
    with graph.GradientTape() as tape:
        tape.watch(xs)
        y = function(*xs)
    return [None if d is None else d.numpy() for d in tape.gradient(y, xs)]


def symbolic_gradient(function, *arrays):
    arrays = [np.asarray(a) for a in arrays]
    xs = [graph.placeholder(a.dtype, a.shape) for a in arrays]
    found = graph.gradients(function(*xs), xs, unconnected="zero")
    return graph.Session().run(found, dict(zip(xs, arrays)))


GRADIENTS = pytest.mark.parametrize("gradient", [eager_gradient, symbolic_gradient])


class TestValues:
    def test_the_result_is_that_of_the_function(self):
        x = np.array([1.0, 2.0])
        assert scaled(x).tolist() == [1, 4]
        p = graph.placeholder("float64", (2,))
        assert graph.Session().run(scaled(p), {p: x}).tolist() == [1, 4]

    def test_keyword_arguments_are_handed_on(self):
        @graph.custom_gradient
        def f(x, factor=1.0):
            return x * factor, lambda dy: dy

        assert float(f(2.0, factor=5.0)) == 10

    def test_the_graph_that_runs_has_no_trace_of_it(self):
        x = graph.placeholder("float64", ())
        program = run_passes(Program([x], [scaled(x)]))
        names = [node.op.name for node in program.nodes()]
        assert names == ["multiply"]


@GRADIENTS
class TestGradients:
    def test_is_that_of_the_user(self, gradient):
        assert gradient(scaled, 2.0) == [12.0]
        assert gradient(lambda x: scaled(x) * 2 + x, np.array([1.0]))[0] == [13.0]

    def test_form_of_keras(self, gradient):
        x = np.array([-1.0, 0.0, 100.0])
        np.testing.assert_allclose(gradient(log1pexp, x)[0], 1 / (1 + np.exp(-x)))

    def test_upstream_by_name(self, gradient):
        @graph.custom_gradient
        def f(x):
            def grad(*, upstream):
                return upstream * 7.0

            return x * 1.0, grad

        assert gradient(f, 2.0) == [7.0]

    def test_several_arguments_and_results(self, gradient):
        @graph.custom_gradient
        def f(x, y):
            return (x + y, [x * y]), lambda ds, dp: (ds * 10 + dp, dp * 100)

        def total(x, y):
            s, (p,) = f(x, y)
            return s * 2 + p * 3

        assert gradient(total, 1.0, 2.0) == [23.0, 300.0]

    def test_results_without_cotangent_count_as_zero(self, gradient):
        @graph.custom_gradient
        def f(x):
            return (x, x * 2), lambda a, b: a + b * 100

        assert gradient(lambda x: f(x)[0], 1.0) == [1.0]

    def test_none_is_no_gradient(self, gradient):
        @graph.custom_gradient
        def f(x, y):
            return x * y, lambda dz: (dz * y, None)

        dx, dy = gradient(f, 2.0, 3.0)
        assert dx == 3 and not dy

    def test_integers_among_the_arguments(self, gradient):
        @graph.custom_gradient
        def f(x, n):
            return x * graph.cast(n, x.dtype), lambda dy: (dy * 5.0, None)

        assert gradient(lambda x: f(x, np.int32(3)), 2.0) == [5.0]

    def test_numbers_and_flags_among_the_arguments(self, gradient):
        @graph.custom_gradient
        def f(x, factor, negative):
            y = -x if negative else x
            return y * factor, lambda dy: (dy * factor, None)

        assert gradient(lambda x: f(x, 4.0, True), 2.0) == [4.0]

    def test_gradient_is_cast_to_the_dtype_of_the_argument(self, gradient):
        @graph.custom_gradient
        def f(x):
            return x * 1.0, lambda dy: graph.cast(dy, "float64") * 2.0

        (dx,) = gradient(f, np.float32(1))
        assert dx == 2 and dx.dtype == np.float32


class TestHigherOrder:
    def test_second_order_differentiates_grad(self):
        x = graph.placeholder("float64", ())
        (dx,) = graph.gradients(log1pexp(x), [x])
        (ddx,) = graph.gradients(dx, [x])
        s = 1 / (1 + np.exp(-0.3))
        np.testing.assert_allclose(graph.Session().run(ddx, {x: 0.3}), s * (1 - s))

    def test_second_order_under_tapes(self):
        x = graph.as_tensor(np.float64(0.3))
        with graph.GradientTape() as outer:
            outer.watch(x)
            with graph.GradientTape() as inner:
                inner.watch(x)
                y = log1pexp(x)
            dx = inner.gradient(y, x)
        s = 1 / (1 + np.exp(-0.3))
        np.testing.assert_allclose(float(outer.gradient(dx, x)), s * (1 - s))


class TestPlaces:
    def test_in_a_trace_with_a_variable(self):
        v = graph.Variable(2.0)
        with graph.tracing():
            with graph.GradientTape() as tape:
                y = scaled(v.value)
            dv = tape.gradient(y, v)
        assert graph.Session().run(dv) == 12

    def test_in_the_body_of_a_scan(self):
        def total(x, w):
            return graph.scan(lambda c, row: (scaled(c * w) + row, None), 1.0, x)[0]

        x, w = np.array([0.5, 0.25]), np.float64(0.3)
        # c1 = (1 w)^2 + x0; c2 = (c1 w)^2 + x1, each square with 3 times its slope
        c1 = w * w + x[0]
        dw = 6 * (c1 * w) * (c1 + w * (6 * w))
        np.testing.assert_allclose(symbolic_gradient(total, x, w)[1], dw)
        np.testing.assert_allclose(eager_gradient(total, x, w)[1], dw)

    def test_after_its_inputs_were_replaced(self):
        x, z = graph.placeholder("float64", ()), graph.placeholder("float64", ())
        (y,) = substitute([log1pexp(x)], {x: z})
        (dz,) = graph.gradients(y, [z])
        assert graph.Session().run(dz, {z: 0.0}) == 0.5


class TestErrors:
    @pytest.mark.parametrize("result", [1.0, (1.0, 2.0), (1.0, lambda d: d, 3)])
    def test_no_pair(self, result):
        with pytest.raises(graph.GradientError, match=r"must return \(result, grad\)"):
            graph.custom_gradient(lambda x: result)(2.0)

    @pytest.mark.parametrize(
        "grad", [lambda dy: (dy, dy), lambda dy: [], lambda dy: np.ones(3)]
    )
    def test_wrong_cotangents(self, grad):
        x = graph.placeholder("float64", (2,))
        with pytest.raises(graph.GradientError, match="a cotangent for each argument"):
            graph.custom_gradient(lambda x: (x * 1.0, grad))(x)
