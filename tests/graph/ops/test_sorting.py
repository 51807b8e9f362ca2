"""Sorting, searching and counting: what numpy does, with gradients."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.testing import Case, gradcheck

RNG = np.random.default_rng(5)
X = RNG.normal(size=(3, 4, 5))
TIED = RNG.integers(0, 4, (3, 40)) * 1.0
LONG = RNG.permutation(120).reshape(2, 60) * 0.5
EDGES = np.array([-1.0, 0.0, 0.0, 0.5, 2.0])
ORDERED = ("float16", "float32", "float64", "int8", "uint16", "bool")
FLAT = {"gradient": False}
OPS = graph.REGISTRY


def np_top_k(x, k, ordered=True):
    """By sorting pairs of (falling value, index)."""
    order = np.argsort(-x.astype("float64"), -1, kind="stable")[..., :k]
    return (order if ordered else np.sort(order, -1)).astype("int32")


def quantiles(q, **options):
    return Case(
        lambda x: graph.quantile(x, q, **options),
        [X],
        lambda x: np.quantile(x.astype("float64"), q, **options),
        dtypes=("float64", "float32"),
    )


CASES = {
    "Argsort": [
        Case(
            OPS["Argsort"](axis, True),
            [x],
            lambda x, axis=axis: np.argsort(x, axis, kind="stable"),
            ORDERED,
            **FLAT,
        )
        for x, axis in ((X, 0), (X, 2), (TIED, 1))
    ]
    + [
        Case(
            OPS["Argsort"](1, True, True),
            [TIED],
            lambda x: np.argsort(-x.astype("float64"), 1, kind="stable"),
            ORDERED,
            **FLAT,
        ),
        Case(OPS["Argsort"](1, False), [LONG], lambda x: np.argsort(x, 1), **FLAT),
    ],
    "sort": [
        Case(lambda x: graph.sort(x, 1), [X], lambda x: np.sort(x, 1), ORDERED),
        Case(
            lambda x: graph.sort(x, descending=True), [X], lambda x: -np.sort(-x, -1)
        ),
        Case(lambda x: graph.sort(x, None), [X], lambda x: np.sort(x, None)),
    ],
    "TopK": [
        Case(OPS["TopK"](k), [x], lambda x, k=k: np_top_k(x, k), ORDERED, **FLAT)
        for x, k in ((X, 2), (TIED, 4), (TIED, 40), (LONG, 1), (LONG, 7), (X, 0))
    ]
    + [
        Case(
            OPS["TopK"](k, False),
            [x],
            lambda x, k=k: np_top_k(x, k, False),
            ORDERED,
            **FLAT,
        )
        for x, k in ((X, 3), (TIED, 4))
    ],
    "top_k": [
        Case(
            lambda x: graph.top_k(x, 3)[0], [X], lambda x: -np.sort(-x, -1)[..., :3]
        )
    ],
    "in_top_k": [
        Case(
            lambda t, p: graph.in_top_k(t, p, 2),
            [np.array([0, 1, 2]), RNG.normal(size=(3, 4))],
            lambda t, p: np.array(
                [(row > row[i]).sum() < 2 for i, row in zip(t, p)]
            ),
            resize=False,
        )
    ],
    "Searchsorted": [
        Case(
            OPS["Searchsorted"](side),
            [EDGES, np.append(X, EDGES)],
            lambda s, v, side=side: np.searchsorted(s, v, side),
            resize=False,
            **FLAT,
        )
        for side in ("left", "right")
    ],
    "digitize": [
        Case(
            lambda x: graph.digitize(x, EDGES),
            [np.append(X, EDGES)],
            lambda x: np.digitize(x, EDGES),
            **FLAT,
        )
    ],
    "argpartition": [
        Case(lambda x: graph.argpartition(x, 2), [X], lambda x: np.argsort(x, -1))
    ],
    "quantile": [
        quantiles(0.3),
        quantiles(0.3, axis=1, keepdims=True),
        quantiles([0.0, 0.25, 1.0], axis=(0, 2)),
        quantiles([0.1, 0.9], axis=-1, keepdims=True),
        *(quantiles(0.4, axis=0, method=m) for m in ("lower", "higher", "midpoint")),
        quantiles([0.2, 0.77], axis=2, method="nearest"),
    ],
    "percentile": [
        Case(
            lambda x: graph.percentile(x, 30, 1), [X], lambda x: np.percentile(x, 30, 1)
        )
    ],
    "median": [
        Case(lambda x, a=a: graph.median(x, a), [X], lambda x, a=a: np.median(x, a))
        for a in (None, 0, 1, (1, 2))
    ],
    "bincount": [
        Case(
            lambda x, w: graph.bincount(x, w, minlength=6),
            [np.array([1, 0, 5, 1]), np.array([0.1, 0.2, 0.3, 0.4])],
            lambda x, w: np.bincount(x, w, 6),
        ),
        Case(
            lambda x: graph.bincount(x, minlength=4),
            [np.array([[1, 0, 3], [1, 1, 1]])],
            lambda x: np.stack([np.bincount(row, minlength=4) for row in x]),
        ),
    ],
}  # fmt: skip


def same(got, want):
    got = np.asarray(got)
    assert got.dtype == want.dtype
    np.testing.assert_array_equal(got, want)


def test_nan_is_sorted_as_the_largest():
    x = np.array([2.0, np.nan, 1.0, np.nan])
    same(graph.argsort(x), np.array([2, 0, 1, 3]))
    same(graph.argsort(x, descending=True), np.array([1, 3, 0, 2]))
    same(graph.top_k(x, 3)[1], np.array([1, 3, 0], "int32"))
    same(graph.top_k(np.append(x, np.zeros(60)), 3)[1], np.array([1, 3, 0], "int32"))


def test_gradient_of_sort_goes_back_to_where_elements_came_from():
    gradcheck(lambda x: graph.sort(x * x, 0), [X], order=2)


def test_gradient_of_top_k_goes_to_the_largest():
    x = graph.placeholder("float32", (None,), "x")
    values, indices = graph.top_k(x, 2, sorted=False)
    assert indices.dtype == "int32"
    (dx,) = graph.gradients(values, [x], [np.array([3.0, 5.0], "float32")])
    run = graph.Session().run([dx, indices], {x: [1.0, 9.0, 8.0]})
    assert [r.tolist() for r in run] == [[0, 3, 5], [1, 2]]


def test_top_k_says_when_k_does_not_fit():
    for k in (6, -1):
        with pytest.raises(graph.ArgumentError, match=f"k={k} of an axis of size 5"):
            graph.top_k(X, k)
    with pytest.raises(graph.ShapeError, match="a scalar has no largest"):
        graph.top_k(1.0, 1)
    x = graph.placeholder("float32", (None,), "x")
    with pytest.raises(graph.ExecutionError, match="k=3 of an axis of size 2"):
        graph.Session().run(graph.top_k(x, 3)[0], {x: [1.0, 2.0]})


def test_in_top_k_with_ties_and_what_is_not_finite():
    rows = [[1.0, 1.0, 1.0], [np.nan, 2.0, 3.0], [np.inf, 2.0, 3.0], [0.0, 1.0, 2.0]]
    same(graph.in_top_k([2, 0, 0, 0], rows, 1), np.array([True, False, False, False]))
    same(graph.in_top_k([9, -1, 2, 1], rows, 3), np.array([False, False, True, True]))
    with pytest.raises(graph.ShapeError, match="one axis more than targets"):
        graph.in_top_k([1], [0.1], 1)


def test_searchsorted_promotes_and_says_what_is_wrong():
    same(graph.searchsorted([1, 3], 2.5), np.array(1))
    same(graph.searchsorted([1, 3], [[3, 4]], side="right"), np.array([[2, 2]]))
    with pytest.raises(graph.ArgumentError, match="unknown side"):
        graph.searchsorted([1, 3], 2, "middle")
    with pytest.raises(graph.ShapeError, match="the sorted sequence has one axis"):
        graph.searchsorted([[1, 3]], 2)


def test_argpartition_checks_the_place():
    same(graph.argpartition([[3, 1], [2, 0]], -1, None), np.array([3, 1, 2, 0]))
    with pytest.raises(graph.ArgumentError, match="place 5 of an axis of size 5"):
        graph.argpartition(X, 5)


def test_quantiles_of_integers_keep_them_where_an_element_is_taken():
    x = np.array([1, 2, 5], "int32")
    assert graph.quantile(x, 0.5, method="lower").dtype == "int32"
    assert graph.median(x).dtype == "float64"
    same(graph.quantile(x, 0.75), np.quantile(x, 0.75))


def test_nearest_takes_the_even_rank_of_two_equally_near():
    x = [10.0, 20.0, 30.0, 40.0]
    same(graph.quantile(x, [0.5, 1 / 6], method="nearest"), np.array([30.0, 10.0]))


def test_a_nan_spoils_only_its_own_quantiles():
    x = np.array([[1.0, np.nan, 2.0], [1.0, 5.0, 2.0]])
    same(graph.median(x, 1), np.array([np.nan, 2.0]))
    same(graph.quantile(x, [0.0], 1, keepdims=True), np.array([[[np.nan], [1.0]]]))


def test_quantile_of_a_symbolic_share():
    q = graph.placeholder("float64", (), "q")
    got = graph.Session().run(graph.quantile([1.0, 2.0, 4.0], q), {q: 0.75})
    assert float(got) == 3.0


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        ((X, 0.5, None, "cubic"), graph.ArgumentError, "unknown method"),
        ((X, 50.0), graph.ArgumentError, "q runs from 0 to 1"),
        ((X, [[0.5]]), graph.ShapeError, "a number or a vector"),
        ((np.zeros((0, 2)), 0.5), graph.ShapeError, "there are no elements"),
        ((X, 0.5, 3), graph.ArgumentError, "axis 3 is outside"),
    ],
)
def test_quantile_says_what_is_wrong(arguments, error, text):
    with pytest.raises(error, match=text):
        graph.quantile(*arguments)


def test_bincount_of_values_grows_as_numpy_does():
    same(graph.bincount([1, 0, 5]), np.bincount([1, 0, 5]))
    same(graph.bincount(np.zeros(0, int), minlength=2), np.zeros(2, int))
    same(graph.bincount([[1, 1], [0, 2]]), np.array([[0, 2, 0], [1, 0, 1]]))
    same(graph.bincount([1, 1], np.float32([2, 3])), np.array([0, 5], "float32"))
    same(graph.bincount([1, 1], [True, False]), np.array([0, 1]))


def test_bincount_says_what_is_wrong():
    with pytest.raises(graph.DTypeError, match="counts integers"):
        graph.bincount([1.0])
    with pytest.raises(graph.ShapeError, match="takes one or two axes, not 3"):
        graph.bincount(np.zeros((1, 1, 1), int))
    with pytest.raises(graph.ArgumentError, match="x has a negative number"):
        graph.bincount([1, -2])
    x = graph.placeholder("int32", (2, None), "x")
    with pytest.raises(graph.SymbolicError, match="minlength=10"):
        graph.bincount(x)
    counts = graph.bincount(x, minlength=3)
    for wrong in (3, -1):
        with pytest.raises(graph.ExecutionError, match="index 6 is out"):
            graph.Session().run(counts, {x: [[0, wrong], [1, 2]]})


def test_unique_returns_what_is_asked_for():
    x = np.array([[3, 1], [3, 2]])
    same(graph.unique(x), np.array([1, 2, 3]))
    values, first, inverse, counts = graph.unique(x, True, True, True)
    same(values, np.array([1, 2, 3]))
    same(first, np.array([1, 3, 0]))
    same(inverse, np.array([[2, 0], [2, 1]]))
    same(counts, np.array([1, 1, 2]))
    rows, inverse = graph.unique([[1, 2], [1, 2]], return_inverse=True, axis=0)
    same(rows, np.array([[1, 2]]))
    same(inverse, np.array([0, 0]))


def test_what_depends_on_data_is_refused_with_a_way_out():
    x = graph.placeholder("int32", (None,), "x")
    with pytest.raises(graph.SymbolicError, match=r"unique: .*\n.*\n.*graph.diff"):
        graph.unique(x)
    with pytest.raises(graph.SymbolicError, match=r"nonzero: .*\n.*\n.*graph.where"):
        graph.nonzero(x)
    v = graph.Variable([0, 7])
    same(graph.nonzero(v)[0], np.array([1]))
    with graph.tracing(), pytest.raises(graph.SymbolicError, match="nonzero"):
        graph.nonzero(v)
