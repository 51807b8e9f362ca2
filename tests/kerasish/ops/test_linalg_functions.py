"""ops.linalg: what differs from the engine's functions."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from kerasish import ops

RNG = np.random.default_rng(13)
A = RNG.normal(size=(3, 4, 4))


def test_the_rows_of_x_are_found_in_the_factors():
    lu, places = ops.lu_factor(A)
    assert places.dtype == "int32"
    for x, factors, place in zip(A, lu.numpy(), places.numpy()):
        product = (np.tril(factors, -1) + np.eye(4)) @ np.triu(factors)
        np.testing.assert_allclose(product[place], x)


def test_vectors_below_matrices_are_columns():
    b = RNG.normal(size=(3, 4))
    x = ops.solve(A, b)
    np.testing.assert_allclose(A @ x.numpy()[..., None], b[..., None])
    lower = np.tril(A)
    x = ops.solve_triangular(lower, b, lower=True)
    np.testing.assert_allclose(lower @ x.numpy()[..., None], b[..., None])


def test_small_singular_values_count_as_nothing():
    eps = float(np.finfo("float64").eps)
    x = np.diag([1.0, 15 * eps, 0.5])  # between 3 eps and 30 eps
    assert ops.pinv(x).numpy()[1, 1] == 0
    assert ops.pinv(x, 3 * eps).numpy()[1, 1] > 1
    plain = ops.lstsq(np.diag([1.0, 2 * eps]), [1.0, 1.0], -1.0)
    assert plain.numpy()[1] > 1  # a negative limit is eps


def test_whole_numbers_become_single_floats():
    x = np.array([[2, 0], [0, 4]])
    for name in ("inv", "det", "norm"):
        assert getattr(ops, name)(x).dtype == "float32"
    assert ops.matrix_rank(x).dtype == "int32"


def test_unknown_modes():
    with pytest.raises(graph.ArgumentError, match="qr: unknown mode"):
        ops.qr(A, "r")
    with pytest.raises(ValueError, match="positive definite"):
        ops.cholesky(-np.eye(2))


def test_along_a_direction():
    y, dy, aux = ops.jvp(lambda x: (ops.sin(x), x + 1), (0.5,), (2.0,), has_aux=True)
    assert y.dtype == dy.dtype == "float32"
    np.testing.assert_allclose(dy, 2 * np.cos(0.5), rtol=1e-6)
    assert float(aux) == 1.5
