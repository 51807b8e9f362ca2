"""Jacobians and products with second derivatives."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.ir.node import reachable

W = np.arange(6.0).reshape(2, 3)


def run(fetches, feeds):
    return graph.Session().run(fetches, feeds)


class TestJacobian:
    def test_all_elements_at_once(self):
        """A Hessian of a function with a loop: one loop, not one for each element."""
        x = graph.placeholder("float64", (3,))
        y, _ = graph.scan(lambda c, v: (graph.sin(c * v), None), 1.0 + 0.0 * x[0], x)
        (dx,) = graph.gradients(y, [x])
        hessian = graph.jacobian(dx, x)
        scans = [n.op for n in reachable([hessian]) if n.op.name == "scan"]
        assert {op.length for op in scans} == {3}
        found = run(hessian, {x: [0.3, 1.0, 2.0]})
        np.testing.assert_allclose(found, found.T, rtol=1e-12)
        (hv,) = graph.hessian_vector_product(y, x, [1.0, 2.0, 3.0])
        got = run(hv, {x: [0.3, 1.0, 2.0]})
        np.testing.assert_allclose(got, found @ [1.0, 2.0, 3.0], rtol=1e-12)

    def test_of_a_vector_function(self):
        x = graph.placeholder("float64", (3,))
        found = run(graph.jacobian(graph.matmul(W, x * x), x), {x: [1.0, 2.0, 3.0]})
        np.testing.assert_allclose(found, W * [2, 4, 6])

    def test_axes_of_y_come_before_those_of_x(self):
        x = graph.placeholder("float64", (4, 2))
        y = graph.sum(x * x, axis=1)
        found = run(graph.jacobian(y, x), {x: np.ones((4, 2))})
        assert found.shape == (4, 4, 2)
        want = np.zeros((4, 4, 2))
        want[range(4), range(4)] = 2
        assert np.array_equal(found, want)

    def test_of_a_scalar_is_the_gradient(self):
        x = graph.placeholder("float64", (3,))
        y = graph.sum(x**3)
        (dx,) = graph.gradients(y, [x])
        a, b = run([graph.jacobian(y, x), dx], {x: [1.0, 2.0, 3.0]})
        assert np.array_equal(a, b)

    def test_lists_give_lists(self):
        x, z = graph.placeholder("float64", (2,)), graph.placeholder("float64", ())
        found = graph.jacobian([x * z, z * z], [x, z], unconnected="zero")
        (dx, dz), (none, dzz) = run(found, {x: [1.0, 2.0], z: 3.0})
        assert dx.tolist() == [[3, 0], [0, 3]]
        assert dz.tolist() == [1, 2]
        assert none.tolist() == [0, 0] and dzz == 6

    def test_symbolic_sizes(self):
        x = graph.placeholder("float64", (None,))
        j = graph.jacobian(graph.cumsum(x), x)
        session = graph.Session()
        for n in (3, 1, 4):
            want = np.tril(np.ones((n, n)))
            assert np.array_equal(session.run(j, {x: np.ones(n)}), want)

    def test_hessian(self):
        x = graph.placeholder("float64", (3,))
        y = graph.sum(graph.sin(x)) * x[0]
        (dx,) = graph.gradients(y, [x])
        at = np.array([0.3, 0.5, 0.7])
        want = np.diag(-np.sin(at)) * at[0]
        want[0] += np.cos(at)
        want[:, 0] += np.cos(at)
        np.testing.assert_allclose(run(graph.jacobian(dx, x), {x: at}), want)

    def test_by_variables(self):
        v = graph.Variable([1.0, 2.0])
        x = graph.placeholder("float32", (2,))
        assert run(graph.jacobian(x * v, v), {x: [3.0, 4.0]}).tolist() == [
            [3, 0],
            [0, 4],
        ]

    def test_unconnected(self):
        x, z = graph.placeholder("float64", (2,)), graph.placeholder("float64", (3,))
        with pytest.raises(graph.GradientError, match="does not depend"):
            graph.jacobian(x * 2, z)
        assert graph.jacobian(x * 2, z, "none") is None
        zero = graph.jacobian(x * 2, z, "zero")
        assert np.array_equal(
            run(zero, {x: np.ones(2), z: np.ones(3)}), np.zeros((2, 3))
        )


class TestHessianVectorProduct:
    def test_is_the_hessian_times_the_vector(self):
        x = graph.placeholder("float64", (3,))
        y = graph.sum(graph.exp(x)) * graph.prod(x)
        (dx,) = graph.gradients(y, [x])
        v = np.array([1.0, -2.0, 0.5])
        (hv,) = graph.hessian_vector_product(y, [x], [v])
        h, hv = run([graph.jacobian(dx, x), hv], {x: [0.3, 0.5, 0.7]})
        np.testing.assert_allclose(hv, h @ v)

    def test_mixes_several_inputs(self):
        x, z = graph.placeholder("float64", ()), graph.placeholder("float64", ())
        found = graph.hessian_vector_product(x * z * z, [x, z], [1.0, 10.0])
        assert run(found, {x: 2.0, z: 3.0}) == [60.0, 6.0 + 40.0]

    def test_of_a_linear_function_is_zero(self):
        x = graph.placeholder("float64", (2,))
        (hv,) = graph.hessian_vector_product(x * 3.0, x, np.ones(2))
        assert run(hv, {x: [1.0, 2.0]}).tolist() == [0, 0]

    def test_counts_must_agree(self):
        x = graph.placeholder("float64", (2,))
        with pytest.raises(graph.ArgumentError, match="one vector for each x"):
            graph.hessian_vector_product(x, [x], [])
