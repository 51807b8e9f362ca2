"""Constraints by hand."""

from __future__ import annotations

import numpy as np
import pytest

from kerasish import constraints

WEIGHTS = np.array([[3.0, 0.3], [4.0, -0.4]])


def norms(constraint, axis=0):
    return np.linalg.norm(constraint(WEIGHTS).numpy(), axis=axis)


def test_largest_norm():
    np.testing.assert_allclose(norms(constraints.MaxNorm(2)), [2, 0.5], rtol=1e-5)
    rows = norms(constraints.MaxNorm(2, axis=1), axis=1)
    np.testing.assert_allclose(rows, [2, 2], rtol=1e-5)


def test_norm_between_limits():
    found = norms(constraints.MinMaxNorm(1.0, 2.0))
    np.testing.assert_allclose(found, [2, 1], rtol=1e-5)
    half_way = norms(constraints.MinMaxNorm(1.0, 2.0, rate=0.5))
    np.testing.assert_allclose(half_way, [3.5, 0.75], rtol=1e-5)


def test_norm_of_one():
    np.testing.assert_allclose(norms(constraints.UnitNorm()), [1, 1], rtol=1e-5)
    whole = constraints.UnitNorm(axis=(0, 1))(WEIGHTS).numpy()
    assert np.linalg.norm(whole) == pytest.approx(1, rel=1e-5)


def test_zeros_stay_zeros():
    for constraint in (constraints.MaxNorm(), constraints.UnitNorm()):
        np.testing.assert_array_equal(constraint(np.zeros((2, 2))).numpy(), 0)


def test_no_negative_weights():
    found = constraints.NonNeg()(WEIGHTS).numpy()
    np.testing.assert_array_equal(found, [[3, 0.3], [4, 0]])


def test_names_in_lower_case():
    assert constraints.max_norm is constraints.MaxNorm
    assert type(constraints.get("non_neg")) is constraints.NonNeg
    assert type(constraints.get("UnitNorm")) is constraints.UnitNorm
