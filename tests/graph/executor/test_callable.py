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


def test_two_kinds_in_turn_are_both_right(doubled):
    for _ in range(3):
        for size in (2, 3):
            array = np.arange(size, dtype=np.float32)
            np.testing.assert_array_equal(doubled([array])[0], 2 * array)


def test_what_runs_on_feeds_like_some_is_watched_too(doubled):
    plain = np.ones(3, np.float32)
    known = doubled.on_feeds_like([plain])
    np.testing.assert_array_equal(known([plain + 1])[0], [4, 4, 4])
    with graph.debug.check_finite(), pytest.raises(graph.NonFiniteError):
        known([plain * np.inf])


def test_feeds_that_are_converted_are_looked_at_in_each_run(doubled):
    whole = np.ones(3, np.int64)
    assert doubled.on_feeds_like([whole]) is doubled
    with pytest.raises(graph.FeedError, match="takes float32"):
        doubled.on_feeds_like([np.ones((3, 1), np.float32)])


@pytest.mark.parametrize("engine", ["numpy", "native"])
def test_what_runs_on_feeds_like_some_changes_variables(engine):
    if engine == "native":
        pytest.importorskip("llvmlite")
    v, x = graph.Variable([0.0, 0.0]), graph.placeholder("float32", (2,), "x")
    with graph.tracing() as trace:
        v.assign_add(x)
    function = graph.CompiledCallable([x], [], list(trace.updates.items()), engine)
    array = np.array([1, 2], np.float32)
    known = function.on_feeds_like([array])
    known([array])
    known([array * 10])
    np.testing.assert_array_equal(v.numpy(), [11, 22])
