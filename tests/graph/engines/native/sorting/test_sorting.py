"""Searches and largest elements, against the kernels of the ops."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from tests.graph.engines.native.examples import check_examples
from tests.graph.engines.native.lowered import BadData, check_lowering, run_lowered

OPS = graph.REGISTRY
RNG = np.random.default_rng(10)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("length", [0, 1, 2, 7, 8, 100])
def test_places_in_sorted_vectors(side, length):
    op = OPS["Searchsorted"](side)
    for dtype in ("float32", "int8", "uint8"):
        sequence = np.sort(RNG.integers(0, 50, length).astype(dtype))
        values = RNG.integers(0, 55, (3, 40)).astype(dtype)
        if dtype == "float32":
            sequence[length - length // 4 :] = np.nan
            values[0, :4] = np.nan, np.inf, -np.inf, -0.0
        check_lowering(op, sequence, values)


@pytest.mark.parametrize("k", [1, 2, 5, 16])
@pytest.mark.parametrize("shape", [(16,), (5, 40), (2, 3, 17), (0, 20)])
def test_largest_elements(shape, k):
    for dtype in ("float32", "int8", "uint16"):
        x = RNG.integers(-5 if dtype != "uint16" else 0, 6, shape).astype(dtype)
        if dtype == "float32" and x.size:
            x.flat[::7], x.flat[3], x.flat[5] = np.nan, np.inf, -np.inf
        check_lowering(OPS["TopK"](k), x)


def test_an_axis_that_is_too_short_is_reported():
    with pytest.raises(BadData):
        run_lowered(OPS["TopK"](3), [np.zeros((4, 2), np.float32)])


def test_unordered_and_many_are_left_to_numpy():
    x = np.zeros((4, 40), np.float32)
    for op in (OPS["TopK"](17), OPS["TopK"](0), OPS["TopK"](3, False)):
        with pytest.raises(LookupError):
            run_lowered(op, [x])


def test_examples_of_the_ops():
    assert check_examples("Searchsorted", "TopK") > 2
