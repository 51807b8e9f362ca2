"""Penalties by hand."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from kerasish import regularizers

WEIGHTS = np.array([[1.0, -2.0], [0.0, 3.0]])


def test_penalties():
    assert float(regularizers.L1(0.5)(WEIGHTS)) == 3
    assert float(regularizers.L2(0.5)(WEIGHTS)) == 7
    assert float(regularizers.L1L2(l1=0.5, l2=0.5)(WEIGHTS)) == 10
    assert float(regularizers.L1L2()(WEIGHTS)) == 0


def test_none_stands_for_the_default():
    assert regularizers.L1(None).l1 == 0.01
    assert regularizers.L1L2(None, None).get_config() == {"l1": 0.0, "l2": 0.0}


def test_orthogonal_rows_and_columns():
    matrix = np.array([[1.0, 0.0], [1.0, 1.0]])
    cosine = np.sqrt(0.5)
    for mode in ("rows", "columns"):
        penalty = regularizers.OrthogonalRegularizer(factor=2.0, mode=mode)
        expected = 2.0 * 0.5 * 2 * cosine / 1  # both orders of one pair
        assert float(penalty(matrix)) == pytest.approx(expected)
        assert float(penalty(np.eye(3))) == pytest.approx(0)


def test_orthogonal_needs_a_matrix():
    with pytest.raises(graph.ShapeError, match="takes matrices"):
        regularizers.OrthogonalRegularizer()(np.ones(3))


def test_names_in_lower_case():
    assert regularizers.l2 is regularizers.L2
    assert regularizers.l1_l2 is regularizers.L1L2
    assert type(regularizers.get("l1_l2")) is regularizers.L1L2
    assert type(regularizers.get("L1L2")) is regularizers.L1L2
    config = {"class_name": "L2", "config": {"l2": 0.25}}
    assert regularizers.get(config).l2 == 0.25
