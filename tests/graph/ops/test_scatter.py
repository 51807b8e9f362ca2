"""Reading and writing at computed places, segments, and blocks: numpy's and XLA's."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.testing import Case, gradcheck

RNG = np.random.default_rng(9)
OPS = graph.REGISTRY
X = RNG.normal(size=(4, 3, 5))
PAIRS = np.array([[[3, 0], [0, 2], [3, 0]], [[1, 1], [-1, -3], [2, -1]]])  # (2, 3, 2)
SLICES = RNG.normal(size=(2, 3, 5))
ROWS = np.array([[2], [0], [2], [-2]])
UPDATES = RNG.normal(size=(4, 3, 5))
IDS = np.array([2, 0, 2, 1, 0, 2])
DATA = RNG.normal(size=(6, 2))
FLAT = {"resize": False}


def np_scatter(reduction):
    def scatter(x, indices, updates):
        y = x.copy()
        at = tuple(np.moveaxis(indices, -1, 0))
        if reduction == "set":
            y[at] = updates
        else:
            ufuncs = {"add": np.add, "max": np.maximum, "min": np.minimum}
            ufuncs.get(reduction, np.multiply).at(y, at, updates)
        return y

    return scatter


def np_segments(reduction, unit):
    def reduce(data, ids):
        y = np.full((4, *data.shape[1:]), unit, data.dtype)
        return np_scatter(reduction)(y, ids[:, None], data)

    return reduce


def segments(function, reduction, unit, **options):
    return [
        Case(
            lambda d, i: function(d, i, 4),
            [DATA, IDS],
            np_segments(reduction, unit),
            symbolic=(0,),
            **FLAT,
            **options,
        )
    ]


def np_block(x, starts, sizes):
    lows = np.clip(starts, 0, np.array(x.shape) - sizes)
    return x[tuple(slice(a, a + n) for a, n in zip(lows, sizes))]


def np_write(x, starts, updates):
    y = x.copy()
    np_block(y, starts, updates.shape)[...] = updates
    return y


STARTS = [np.array(s) for s in ([1, 0, 2], [9, -4, 3], [0, 1, 0])]
CASES = {
    "GatherNd": [
        Case(
            OPS["GatherNd"](),
            [X, i],
            lambda x, i: x[tuple(np.moveaxis(i, -1, 0))],
            ("float32", "float64", "int32", "bool"),
            symbolic=(0,),
            **FLAT,
        )
        for i in (PAIRS, ROWS, np.array([[0, 1, 2], [0, 1, 2]]))
    ],
    "ScatterNd": [
        Case(
            OPS["ScatterNd"](reduction),
            [X, i, u],
            np_scatter(reduction),
            symbolic=(0,),
            **FLAT,
        )
        for reduction in ("set", "add", "max", "min", "mul")
        for i, u in ((PAIRS, SLICES), (ROWS, UPDATES))
    ],
    "LastWriter": [
        Case(
            OPS["LastWriter"]((4, 3)),
            [PAIRS],
            lambda i: np.array([[False, True, False], [True, True, True]]),
            gradient=False,
            **FLAT,
        )
    ],
    "segment_sum": segments(graph.segment_sum, "add", 0),
    "segment_prod": segments(graph.segment_prod, "mul", 1),
    "segment_max": segments(graph.segment_max, "max", -np.inf, gradient=False),
    "segment_min": segments(graph.segment_min, "min", np.inf, gradient=False),
    "DynamicSlice": [
        Case(
            OPS["DynamicSlice"]((2, 3, 1)),
            [X, s],
            lambda x, s: np_block(x, s, (2, 3, 1)),
            ("float32", "float64", "int32"),
            symbolic=False,
        )
        for s in STARTS
    ],
    "DynamicUpdateSlice": [
        Case(
            OPS["DynamicUpdateSlice"](), [X, s, X[:2, :, 1:2] * 2], np_write,
            symbolic=False,
        )
        for s in STARTS
    ],
    "slice": [
        Case(
            lambda x, n: graph.slice(x, [n, 0, graph.shape(x)[1]], (2, -1, 2)),
            [X, np.array(1)],
            lambda x, n: np_block(x, [n, 0, x.shape[1]], (2, x.shape[1], 2)),
        )
    ],
}  # fmt: skip


def same(got, want):
    got = np.asarray(got)
    assert got.dtype == want.dtype
    np.testing.assert_array_equal(got, want)


def test_the_last_of_several_updates_stays_and_gets_the_gradient():
    x, u = graph.placeholder("float32", (3,)), graph.placeholder("float32", (3,))
    y = graph.scatter_update(x, [[1], [2], [-2]], u)
    dx, du = graph.gradients(y, [x, u], [np.array([10, 20, 30], "float32")])
    got = graph.Session().run([y, dx, du], {x: [1, 2, 3], u: [7, 8, 9]})
    assert [g.tolist() for g in got] == [[1, 9, 8], [10, 0, 0], [0, 30, 20]]


def test_products_have_gradients_where_factors_are_0():
    x = np.array([2.0, 0.0, 0.0, 5.0])
    u = np.array([0.0, 3.0, 4.0, 0.0, 0.0])
    at = np.array([[0], [0], [1], [2], [3]])
    gradcheck(lambda x, u: graph.scatter_update(x, at, u, "mul"), [x, u])


def test_equal_extremes_share_the_gradient():
    x, u = graph.placeholder("float32", (2,)), graph.placeholder("float32", (3,))
    y = graph.scatter_update(x, [[0], [0], [1]], u, "max")
    dx, du = graph.gradients(y, [x, u])
    got = graph.Session().run([dx, du], {x: [5, 1], u: [5, 5, 2]})
    np.testing.assert_allclose(got[0], [1 / 3, 0], rtol=1e-6)
    np.testing.assert_allclose(got[1], [1 / 3, 1 / 3, 1], rtol=1e-6)


@pytest.mark.parametrize("reduction", [None, "add", "max", "min", "mul"])
def test_updates_are_broadcast_and_converted(reduction):
    x = np.arange(6, dtype="int16").reshape(2, 3)
    y = graph.scatter_update(x, [[1]], 4, reduction)
    same(y, np_scatter(reduction or "set")(x, np.array([[1]]), np.full(3, 4, "int16")))


def test_scatter_makes_its_own_zeros():
    values = graph.placeholder("float32", (None, 2), "values")
    y = graph.scatter([[3], [3]], values, (graph.shape(values)[0] + 2, 2))
    same(
        graph.Session().run(y, {values: [[1, 2], [3, 4]]}),
        np.array([[0, 0], [0, 0], [0, 0], [4, 6]], "float32"),
    )


def test_nothing_to_scatter_leaves_x_alone():
    x = np.arange(3.0)
    none = np.zeros((0, 1), int)
    for reduction in (None, "add"):
        same(graph.scatter_update(x, none, np.zeros(0), reduction), x)
    same(graph.gather_nd(x, none), np.zeros(0))


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (
            lambda: graph.gather_nd(X, [[4, 0]]),
            IndexError,
            r"index \[4, 0\] is outside",
        ),
        (lambda: graph.gather_nd(X, [[0, -4]]), IndexError, r"sizes \[4, 3\]"),
        (lambda: graph.gather_nd(X, [[0, 0, 0, 0]]), graph.ShapeError, "from 1 to 3"),
        (lambda: graph.gather_nd(X, 0), graph.ShapeError, "must name axes of x"),
        (lambda: graph.gather_nd(X, [[0.0]]), graph.DTypeError, "must be an integer"),
        (
            lambda: graph.scatter_update(X, ROWS, UPDATES[:, :2]),
            graph.ShapeError,
            r"updates must have the shape \[4, 3, 5\]",
        ),
        (
            lambda: graph.scatter_update(X, ROWS, UPDATES, "mean"),
            graph.ArgumentError,
            "unknown reduction",
        ),
    ],
)
def test_places_and_updates_are_checked(call, error, text):
    with pytest.raises(error, match=text):
        call()


def test_an_index_outside_is_an_error_of_the_run():
    x = graph.placeholder("float32", (None, 2), "x")
    y = graph.scatter_add(x, [[5]], [[1.0, 1.0]])
    with pytest.raises(graph.ExecutionError, match=r"index \[5\] is outside"):
        graph.Session().run(y, {x: [[1, 2]]})


def test_segments_grow_to_the_largest_number_and_leave_strangers_out():
    same(graph.segment_sum([1, 2, 3], [3, 0, 3]), np.array([2, 0, 0, 4]))
    same(graph.segment_sum([1, 2, 3], [-1, 7, 1], 2), np.array([0, 3]))
    same(graph.segment_sum(np.zeros(0), np.zeros(0, int)), np.zeros(0))


def test_empty_segments_hold_the_unit():
    data = np.array([4, 5], "int8")
    same(graph.segment_max(data, [1, 1], 2), np.array([-128, 5], "int8"))
    same(graph.segment_min(data, [1, 1], 2), np.array([127, 4], "int8"))
    same(graph.segment_max([1.0], [1], 2), np.array([-np.inf, 1.0]))
    same(graph.segment_prod([2.0], [1], 2), np.array([1.0, 2.0]))
    same(graph.segment_max([True], [1], 2), np.array([False, True]))


def test_gradient_of_segment_extremes():
    for function in (graph.segment_max, graph.segment_min):
        gradcheck(lambda d, f=function: f(d, IDS), [DATA])


def test_segments_say_what_is_wrong():
    with pytest.raises(graph.ShapeError, match="one number is needed for each row"):
        graph.segment_sum([1.0, 2.0], [0])
    with pytest.raises(graph.SymbolicError, match="give num_segments"):
        graph.segment_max([1.0], graph.placeholder("int32", (1,), "ids"))


def test_slices_of_known_and_of_computed_places():
    x = np.arange(20).reshape(4, 5)
    place = graph.placeholder("int32", (2,), "place")
    want = x[1:3, 2:5]
    same(graph.slice(x, [1, 2], [2, 3]), want)
    same(graph.slice(x, np.array([1, 2]), [2, -1]), want)
    same(graph.slice(x, graph.as_tensor([1, 2]), [2, 3]), want)
    same(graph.Session().run(graph.slice(x, place, (2, 3)), {place: [1, 7]}), want)
    mixed = graph.slice(x, [1, place[1]], (-1, 3))
    same(graph.Session().run(mixed, {place: [0, 2]}), x[1:, 2:])
    sizes = graph.placeholder("float32", (None,), "sizes")
    some = graph.slice(x, [0, 0], (graph.shape(sizes)[0], 5))
    same(graph.Session().run(some, {sizes: [1, 2, 3]}), x[:3])
    with pytest.raises(graph.ExecutionError, match="does not fit into"):
        graph.Session().run(some, {sizes: np.zeros(7, "float32")})


def test_blocks_are_written_and_clamped():
    x = np.zeros((3, 3))
    same(
        graph.slice_update(x, [1, 9], [[5], [6]]),
        np_write(x, [1, 9], np.array([[5], [6]])),
    )
    row = graph.placeholder("int32", (), "row")
    y = graph.slice_update(x, [row, 0], np.ones((1, 3)))
    same(graph.Session().run(y, {row: 2}), np_write(x, [2, 0], np.ones((1, 3))))


def test_slices_say_what_is_wrong():
    for call in (
        lambda: graph.slice(X, [0, 0, 0], [5, 1, 1]),
        lambda: graph.slice(X, [0, 0], [1, 1, 1]),
        lambda: graph.slice(X, [0, 0], [1, 1]),
        lambda: graph.slice_update(X, [0, 0, 0], np.zeros((5, 1, 1))),
        lambda: graph.slice_update(X, [0, 0, 0], np.zeros((1, 1))),
    ):
        with pytest.raises(graph.ShapeError, match="does not fit into x"):
            call()
    place = graph.placeholder("int32", (1,), "place")
    with pytest.raises(graph.ShapeError, match="give the size instead of -1"):
        graph.slice(np.zeros(3), place, [-1])
    with pytest.raises(graph.DTypeError, match="starts must be an integer"):
        graph.slice_update(np.zeros(3), graph.placeholder("float32", (1,)), [1.0])
