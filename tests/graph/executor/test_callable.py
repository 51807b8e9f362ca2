"""A callable knows the kinds of feeds that it has met, and checks all others."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.executor.callable import KEPT_KINDS


@pytest.fixture(params=["numpy", "native"])
def doubled(request):
    """2 x for vectors of any size."""
    if request.param == "native":
        pytest.importorskip("llvmlite")
    x = graph.placeholder("float32", (None,), "x")
    return graph.CompiledCallable([x], [x * 2.0], engine=request.param)


def test_feeds_of_another_kind_are_looked_at_after_many_of_one(doubled):
    plain = np.ones(3, np.float32)
    for _ in range(3):
        np.testing.assert_array_equal(doubled([plain])[0], [2, 2, 2])
    whole = np.ones(3, np.int64)
    for feed in (whole, whole.astype(">f4"), [1, 1, 1], graph.as_tensor(plain)):
        for _ in range(2):
            (found,) = doubled([feed])
            assert found.dtype == np.float32
            np.testing.assert_array_equal(found, [2, 2, 2])
    with pytest.raises(graph.FeedError, match="takes float32"):
        doubled([np.ones((3, 1), np.float32)])
    with pytest.raises(graph.FeedError, match="takes 1 arrays"):
        doubled([plain, plain])
    with pytest.raises(graph.DTypeError, match="convert it first"):
        doubled([np.ones(3, np.complex64)])


def test_few_kinds_are_kept_and_all_are_right(doubled):
    for _ in range(2):
        for size in range(2 * KEPT_KINDS):
            array = np.arange(size, dtype=np.float32)
            np.testing.assert_array_equal(doubled([array])[0], 2 * array)
    assert len(doubled._ready) == KEPT_KINDS
