"""Functions that leave NaN out, as numpy has them."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import graph
from graph.testing import Case

NAN = np.nan
X = np.array(
    [
        [[1.0, NAN, 3.5], [NAN, NAN, NAN]],
        [[-2.0, 0.25, NAN], [4.0, 1.5, -0.5]],
        [[NAN, 2.5, 0.75], [6.0, NAN, -3.0]],
        [[7.0, 8.0, 9.0], [1.25, -1.75, 2.25]],
    ]
)
AXES = [(None, False), (None, True), (1, False), (-1, True), ((0, 2), False)]


def quiet(function):
    """numpy warns of slices without numbers."""

    def run(*args, **options):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return function(*args, **options)

    return run


def over_axes(name, x=X, dtypes=("float32", "float64"), **options):
    ours, theirs = getattr(graph, name), quiet(getattr(np, name))
    return [
        Case(
            lambda x, a=axis, k=keepdims: ours(x, axis=a, keepdims=k),
            [x],
            lambda x, a=axis, k=keepdims: theirs(x, axis=a, keepdims=k),
            dtypes,
            smooth=False,
            **options,
        )
        for axis, keepdims in AXES
    ]


def running(name, axis):
    ours, theirs = getattr(graph, name), getattr(np, name)
    return Case(lambda x: ours(x, axis), [X], lambda x: theirs(x, axis), smooth=False)


def quantiles(name, q, **options):
    ours, theirs = getattr(graph, name), quiet(getattr(np, name))
    return [
        Case(
            lambda x, a=axis, k=keepdims: ours(x, q, axis=a, keepdims=k, **options),
            [X],
            lambda x, a=axis, k=keepdims: theirs(x, q, axis=a, keepdims=k, **options),
            ("float64",),
            smooth=False,
        )
        for axis, keepdims in AXES
    ]


CASES = {
    name: over_axes(name)
    for name in ("nansum", "nanprod", "nanmax", "nanmin", "nanmean", "nanmedian")
}
CASES["nanvar"] = over_axes("nanvar", np.where(np.isnan(X).all(-1)[..., None], 1, X))
CASES["nanstd"] = over_axes("nanstd", np.where(np.isnan(X).all(-1)[..., None], 1, X))
for _name in ("nancumsum", "nancumprod"):
    CASES[_name] = [running(_name, axis) for axis in (None, 0, -1)]
CASES["nanquantile"] = [
    *quantiles("nanquantile", 0.3),
    *quantiles("nanquantile", [0.1, 0.5, 1.0], method="lower"),
    *quantiles("nanquantile", 0.7, method="nearest"),
]
CASES["nanpercentile"] = quantiles("nanpercentile", [25, 60], method="midpoint")


@pytest.mark.parametrize("name", ["nanargmax", "nanargmin"])
@pytest.mark.parametrize("axis", [None, 0, 2, -2])
def test_positions_of_extremes(name, axis):
    x = np.where(np.isnan(X).all(-1)[..., None], 5.0, X)
    ours, theirs = getattr(graph, name), getattr(np, name)
    np.testing.assert_array_equal(ours(x, axis), theirs(x, axis))
    wanted = theirs(x, axis, keepdims=True)
    np.testing.assert_array_equal(ours(x, axis, keepdims=True), wanted)
    assert ours(x, axis).dtype == "int64"


def test_the_position_of_nothing_is_minus_one():
    assert graph.nanargmax([[NAN, NAN], [NAN, 2.0]], 1).tolist() == [-1, 1]
    assert int(graph.nanargmin([NAN, NAN])) == -1
    assert graph.nanargmax([3, 9, 4]).tolist() == 1


def test_integers_have_no_nan():
    x = np.array([[3, 1, 2], [9, 8, 6]])
    for name in ("nansum", "nanprod", "nanmax", "nanmin", "nanmean", "nanmedian"):
        wanted = getattr(np, name)(x, axis=1)
        np.testing.assert_array_equal(getattr(graph, name)(x, 1), wanted)
    assert float(graph.nanquantile([1, 2, 3, 4], 0.5)) == 2.5


def test_means_of_float16_do_not_overflow():
    x = np.full((3, 70), 1000.0, "float16")
    assert graph.nanmean(x).dtype == "float16"
    assert float(graph.nanmean(x)) == 1000.0
    assert float(graph.nanvar(x)) == 0.0


def test_the_spread_of_infinities_is_no_number():
    x = np.array([[1.0, np.inf], [NAN, 2.0]])
    for name in ("nanvar", "nanstd"):
        found = getattr(graph, name)(x, 1)
        np.testing.assert_array_equal(found, [NAN, 0.0])


def test_quantiles_refuse_what_quantile_refuses():
    with pytest.raises(graph.ArgumentError, match="from 0 to 1"):
        graph.nanquantile(X, 2.0)
    with pytest.raises(graph.ArgumentError, match="unknown method"):
        graph.nanquantile(X, 0.5, method="guess")


def test_gradients_pass_by_nan():
    x = graph.as_tensor(np.array([1.0, NAN, 4.0]))
    with graph.GradientTape() as tape:
        tape.watch(x)
        y = graph.nanmean(x) + graph.nanmax(x) + graph.nansum(x * x)
    np.testing.assert_allclose(tape.gradient(y, x)[::2], [2.5, 9.5])
