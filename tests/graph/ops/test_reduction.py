"""Reductions: examples for the contract, and axes in every form."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.special

import graph
from graph.testing import Case, gradcheck

RNG = np.random.default_rng(2)
X = RNG.normal(size=(2, 3, 5))
EMPTY = np.zeros((2, 0, 3))
ALL = ("float16", "float32", "float64", "int8", "uint16", "int64", "bool")
NUMBERS = ("float32", "float64", "int32")
OPS = graph.REGISTRY
TIES = np.array([[1.0, 2.0, 2.0], [2.0, 0.5, 0.0]])


def by_axes(name, function, numpy_function, x=X, dtypes=NUMBERS, **options):
    """Examples of a reduction: over each form of axis, with and without keepdims."""
    return [
        Case(
            lambda x, a=axis, k=keepdims: function(x, a, k),
            [x],
            lambda x, a=axis, k=keepdims: numpy_function(x, axis=a, keepdims=k),
            dtypes,
            **options,
        )
        for axis, keepdims in [
            (None, False),
            (None, True),
            (0, False),
            (-1, True),
            ((0, 2), False),
            ((-1, 1), True),
            ((), False),
        ]
    ]


def one_axis(function, numpy_function, dtypes=("float32", "float64"), **options):
    return [
        Case(
            lambda x, a=axis: function(x, a),
            [X],
            lambda x, a=axis: numpy_function(x, a),
            dtypes,
            **options,
        )
        for axis in (None, 0, 1, -1)
    ]


def _exclusive(accumulate, unit):
    def run(x, axis):
        moved = np.moveaxis(x, axis, 0)
        shifted = np.concatenate([np.full_like(moved[:1], unit), moved[:-1]])
        return np.moveaxis(accumulate(shifted, 0), 0, axis)

    return run


def _reversed(accumulate):
    return lambda x, axis: np.flip(accumulate(np.flip(x, axis), axis), axis)


def _cumulative(function, numpy_function, unit):
    exclusive = _exclusive(numpy_function, unit)
    return [
        *one_axis(function, numpy_function, (*ALL[:3], "int32", "bool")),
        *[
            Case(
                lambda x, r=reverse: function(x, 1, reverse=r, exclusive=True),
                [X],
                lambda x, r=reverse: (_reversed(exclusive) if r else exclusive)(x, 1),
            )
            for reverse in (False, True)
        ],
        Case(
            lambda x: function(x, -1, reverse=True),
            [X],
            lambda x: _reversed(numpy_function)(x, -1),
        ),
        Case(lambda x: function(x, 1), [EMPTY], lambda x: numpy_function(x, 1)),
    ]


FLAT = {"gradient": False}
CASES = {
    "Sum": [
        *by_axes("sum", graph.sum, np.sum, dtypes=ALL[1:]),
        Case(lambda x: graph.sum(x, 1), [EMPTY], lambda x: x.sum(1)),
        Case(graph.sum, [np.array(2.0)], np.sum),
        Case(OPS["Sum"]((1,)), [X], lambda x: x.sum(1), ("complex64", "complex128")),
    ],
    "Prod": [
        *by_axes("prod", graph.prod, np.prod, dtypes=NUMBERS),
        Case(lambda x: graph.prod(x, 1), [EMPTY], lambda x: x.prod(1)),
        Case(
            lambda x: graph.prod(x, 0),
            [np.array([[0.0, 2.0, 3.0], [4.0, 0.0, 2.0], [2.0, 0.0, 0.5]])],
            lambda x: x.prod(0),
            order=1,  # the second derivative divides by elements
        ),
        Case(lambda x: graph.prod(x, 1), [TIES], lambda x: x.prod(1), ("complex128",)),
    ],
    "Max": by_axes("max", graph.max, np.max, dtypes=ALL)
    + [Case(graph.max, [TIES], np.max, smooth=False, resize=False)],
    "Min": by_axes("min", graph.min, np.min, dtypes=ALL),
    "Any": by_axes("any", graph.any, np.any, np.rint(X), ("bool", "float32", "int8")),
    "All": by_axes("all", graph.all, np.all, np.rint(X), ("bool", "float32", "int8"))
    + [Case(lambda x: graph.all(x, 1), [EMPTY], lambda x: x.all(1))],
    "Cumsum": _cumulative(graph.cumsum, np.cumsum, 0),
    "Cumprod": _cumulative(graph.cumprod, np.cumprod, 1),
    "Argmax": one_axis(graph.argmax, np.argmax, ALL, **FLAT)
    + [Case(lambda x: graph.argmax(x, 1, True), [X], lambda x: x.argmax(1)[:, None])],
    "Argmin": one_axis(graph.argmin, np.argmin, ALL, **FLAT)
    + [
        Case(
            lambda x: graph.argmin(x, keepdims=True),
            [X],
            lambda x: x.argmin().reshape(1, 1, 1),
        )
    ],
    "mean": by_axes("mean", graph.mean, np.mean, dtypes=ALL[:4]),
    "var": by_axes("var", graph.var, np.var)
    + [
        Case(lambda x: graph.var(x, 1, ddof=1), [X], lambda x: x.var(1, ddof=1)),
        Case(
            lambda x: graph.var(x, (0, 2)),
            [X],
            lambda x: x.var((0, 2)),
            ("complex128",),
        ),
    ],
    "std": by_axes("std", graph.std, np.std)[:5],
    "logsumexp": by_axes("logsumexp", graph.logsumexp, scipy.special.logsumexp, X * 9)[
        :6
    ],
}


def test_axes_are_checked():
    x = graph.placeholder("float32", (2, 3), "x")
    with pytest.raises(graph.ArgumentError, match="sum: axis 2 is outside a tensor of"):
        graph.sum(x, 2)
    with pytest.raises(graph.ArgumentError, match="mean: an axis is given twice"):
        graph.mean(x, (0, -2))
    with pytest.raises(graph.ArgumentError, match="cumsum: axis 5 is outside"):
        graph.cumsum(x, 5)


@pytest.mark.parametrize("function", [graph.max, graph.min])
def test_an_empty_axis_has_no_extreme(function):
    with pytest.raises(graph.ShapeError) as caught:
        function(np.zeros((2, 0)), 1)
    name = function.__name__
    assert str(caught.value).startswith(
        f"{name}: an empty axis has no extreme\n  got: x=float64[2, 0]\n"
        "  hint: reduce a non-empty axis\n"
    )
    with pytest.raises(graph.ShapeError, match=f"arg{name}: an empty axis has no"):
        getattr(graph, f"arg{name}")(np.zeros((2, 0)), 1)
    np.testing.assert_array_equal(function(np.zeros((2, 0)), 0), np.zeros(0))


def test_an_extreme_over_an_axis_that_turns_out_empty_names_the_line():
    x = graph.placeholder("float32", (None,), "x")
    y = graph.max(x)
    with pytest.raises(
        graph.ExecutionError, match=r"max: zero-size(.*\n)*.*test_reduc"
    ):
        graph.Session().run(y, {x: np.zeros(0, np.float32)})


@pytest.mark.parametrize("function", [graph.sum, graph.prod, graph.cumsum])
def test_small_integers_are_summed_as_64_bit_ones(function):
    assert function(np.ones(3, np.int8)).dtype == np.int64
    assert function(np.ones(3, np.uint8)).dtype == np.uint64
    assert function(np.ones(3, bool)).dtype == np.int64
    assert function(np.ones(3, np.float16)).dtype == np.float16


def test_nan_wins_an_extreme():
    x = np.array([1.0, np.nan, 2.0])
    assert np.isnan(graph.max(x).item())
    assert np.isnan(graph.min(x).item())


def test_equal_extremes_share_the_gradient_evenly():
    x = graph.placeholder("float64", (2, 3), "x")
    (dx,) = graph.gradients(graph.max(x, 1), [x])
    np.testing.assert_array_equal(
        graph.Session().run(dx, {x: TIES}), [[0, 0.5, 0.5], [1, 0, 0]]
    )


def test_means_of_nothing_are_nan_and_of_many_halves_do_not_overflow():
    assert np.isnan(graph.mean(np.zeros((0,))).item())
    assert graph.mean(np.full(1000, 1000, np.float16)).item() == 1000


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_logsumexp_never_overflows(dtype):
    x = np.array([[1e4, 1e4 + 1], [-1e4, -1e4], [-np.inf, -np.inf], [np.inf, 0]], dtype)
    want = scipy.special.logsumexp(x, 1)
    np.testing.assert_allclose(graph.logsumexp(x, 1), want, 1e-6)
    p = graph.placeholder(dtype, x.shape, "x")
    np.testing.assert_allclose(
        graph.Session().run(graph.logsumexp(p, 1), {p: x}), want, 1e-6
    )


def recurrence(a, b, axis, reverse):
    a, b = (np.moveaxis(x, axis, 0) for x in (a, b))
    out, before = np.empty_like(b), 0
    for i in range(len(b))[:: -1 if reverse else 1]:
        before = out[i] = a[i] * before + b[i]
    return np.moveaxis(out, 0, axis)


LONG = np.sin(np.arange(28.0)).reshape(2, 14)
CUBES = np.sin(np.arange(120.0)).reshape(2, 4, 5, 3)
CASES["Recurrence"] = [
    Case(
        graph.REGISTRY["Recurrence"](axis, reverse),
        [a, b],
        lambda a, b, axis=axis, reverse=reverse: recurrence(a, b, axis, reverse),
        dtypes,
    )
    for (a, b), axis, reverse, dtypes in (
        (CUBES, 0, False, ("float32", "float64", "complex64")),
        (CUBES, 1, True, ("float32",)),
        (LONG.reshape(2, 7, 2), 0, True, ("float32",)),  # by doubling
        (LONG.reshape(2, 2, 7), 1, False, ("float32",)),
    )
]


@pytest.mark.parametrize("x", [[2.0, 0.0, 3.0, -1.0], [0.0, 0.0, 3.0, 0.5], [0.0] * 4])
def test_products_have_all_derivatives_at_zeros(x):
    for function in (graph.cumprod, graph.prod):
        gradcheck(function, [np.array(x)], order=2)
    gradcheck(lambda x: graph.cumprod(x, 0, True, True), [np.array(x)], order=2)
