"""gradients(): what it gives, of what, and what it says when there is nothing."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.ir.node import reachable

X = graph.placeholder("float32", (2, 3), "x")
ARRAY = np.arange(6, dtype=np.float32).reshape(2, 3) / 4


def run(fetches):
    return graph.Session().run(fetches, {X: ARRAY})


def text_of(error, function, *arguments, **keywords):
    with pytest.raises(error) as caught:
        function(*arguments, **keywords)
    return str(caught.value)


def test_one_or_several_of_each():
    y = X * X
    np.testing.assert_allclose(run(graph.gradients(y, X)), [2 * ARRAY])
    both = graph.gradients([y, graph.sin(X)], [X, y])
    np.testing.assert_allclose(run(both[0]), 2 * ARRAY + np.cos(ARRAY), 1e-6)
    np.testing.assert_allclose(run(both[1]), np.ones((2, 3)))


def test_gradients_by_inner_tensors_and_by_what_is_the_result():
    a = graph.exp(X)
    b = graph.sum(a * a)
    da, db, dx = run(graph.gradients(b, [a, b, X]))
    np.testing.assert_allclose(da, 2 * np.exp(ARRAY), 1e-6)
    assert db == 1
    np.testing.assert_allclose(dx, 2 * np.exp(2 * ARRAY), 1e-5)


def test_gradients_by_variables():
    v = graph.Variable([1.0, 2.0, 3.0])
    y = X * v.symbolic()
    (dv,) = graph.gradients(y, [v])
    np.testing.assert_allclose(run(dv), ARRAY.sum(0))


def test_cotangents_weigh_the_results():
    weights = np.array([[1, 0, 2], [0, 3, 0]])
    (dx,) = graph.gradients(X * X, X, weights)
    np.testing.assert_allclose(run(dx), 2 * ARRAY * weights)
    (dx,) = graph.gradients([X * X, X], [X], [None, graph.constant(weights * 1.0)])
    assert dx.dtype == np.float32
    np.testing.assert_allclose(run(dx), 2 * ARRAY + weights)


def test_wrong_cotangents_are_refused():
    y = X * X
    assert text_of(graph.ArgumentError, graph.gradients, y, X, [1, 2]) == (
        "gradients: 2 grad_ys for 1 ys\n  hint: give one cotangent for each y, or None"
    )
    for wrong in (np.ones(3), np.ones((2, 4), np.float32)):
        text = text_of(graph.ShapeError, graph.gradients, y, X, wrong)
        assert text.startswith(
            "gradients: a cotangent must have the shape of its y\n"
            f"  got: y=float32[2, 3], grad_y=float32{list(wrong.shape)}\n"
            "  made by: test_gradients.py:"
        )


def test_unconnected_tensors():
    z = graph.placeholder("float32", (4,), "z")
    y = graph.sum(X)
    assert text_of(graph.GradientError, graph.gradients, y, [z]).startswith(
        "gradients: the result does not depend on z\n  got: x=float32[4]\n"
        '  hint: pass unconnected="zero" or "none" if that is intended\n'
        "  made by: test_gradients.py:"
    )
    w = graph.as_tensor(np.ones(2, np.float32))
    assert text_of(graph.GradientError, graph.gradients, w * w, w).startswith(
        "gradients: the result does not depend on constant\n  got: x=float32[2]\n"
        "  hint: no graph follows values: watch x with a graph.GradientTape, or make "
        "it a graph.placeholder\n"
    )
    assert graph.gradients(y, [z], unconnected="none") == [None]
    (zero,) = graph.gradients(y, [z], unconnected="zero")
    assert isinstance(zero, graph.SymbolicTensor)
    assert run(zero).tolist() == [0, 0, 0, 0]
    stopped = graph.sum(graph.stop_gradient(X))
    with pytest.raises(graph.GradientError):
        graph.gradients(stopped, [X])
    assert text_of(
        graph.ArgumentError, graph.gradients, y, [z], unconnected="ignore"
    ) == (
        "gradients: unknown value for unconnected\n  got: unconnected='ignore'\n"
        "  hint: one of 'raise', 'zero', 'none'"
    )


def test_integers_have_no_gradient():
    y = graph.argmax(X)
    assert text_of(graph.GradientError, graph.gradients, y, X).startswith(
        "gradients: argmax is not floating point\n  got: y=int64[]\n"
        '  hint: convert it first: graph.cast(y, "float32")\n'
    )
    with pytest.raises(graph.GradientError):
        graph.gradients(graph.sum(graph.cast(X, "int32") * 2.0), X)


def test_gradients_are_graphs_up_to_any_order():
    y = graph.sum(graph.power(X, 4))
    factor = 1.0
    for order in range(4):
        (y,) = graph.gradients(y, [X], unconnected="zero")
        factor *= 4 - order
        np.testing.assert_allclose(run(y), factor * ARRAY ** (3 - order), 1e-4, 1e-4)


def test_only_what_lies_between_is_differentiated():
    """The other input of a product is not walked into."""

    class NoGradient(graph.Op, abstract=True):
        def infer(self, x):
            return x

        def kernel(self, x):
            return x + 1

    v = graph.Variable(np.ones((2, 3), np.float32))
    y = graph.apply(NoGradient(), X) * v.symbolic()
    (dv,) = graph.gradients(y, [v])
    np.testing.assert_allclose(run(dv), ARRAY + 1)
    with pytest.raises(NotImplementedError, match="no_gradient has no gradient"):
        graph.gradients(y, [X])


def test_a_value_used_twice_collects_both():
    a = graph.sin(X)
    y = a * a + graph.exp(a)
    (dx,) = graph.gradients(y, X)
    s, c = np.sin(ARRAY), np.cos(ARRAY)
    np.testing.assert_allclose(run(dx), (2 * s + np.exp(s)) * c, 1e-5)


def test_values_are_shared_not_computed_again():
    y = graph.exp(X)
    (dx,) = graph.gradients(y, X)
    names = [n.op.name for n in reachable([y, dx])]
    assert names.count("exp") == 1


def test_complex_numbers_pack_both_derivatives():
    """The cotangent of a + bi is da + db*i, as in TensorFlow."""
    z = graph.placeholder("complex128", (), "z")
    y = graph.real(z * z * 3)  # 3 (a**2 - b**2): da = 6 a, db = -6 b
    (dz,) = graph.gradients(y, z)
    got = graph.Session().run(dz, {z: 2.0 + 5.0j})
    assert got == pytest.approx(12 - 30j)
    y = graph.absolute(z)
    (dz,) = graph.gradients(y, z)
    assert graph.Session().run(dz, {z: 3.0 + 4.0j}) == pytest.approx(0.6 + 0.8j)
    assert graph.Session().run(dz, {z: 0j}) == 0
