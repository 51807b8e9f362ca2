"""Resampling against loops, values between elements against scipy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import ndimage

import graph
from graph.testing import Case, gradcheck

RNG = np.random.default_rng(21)
X = RNG.normal(size=(5, 3, 4))
FLOATS = ("float16", "float32", "float64")


def triangle(t):
    return max(0.0, 1 - t)


def cubic(t):
    """Keys' kernel, from its definition by a."""
    a = -0.5
    if t < 1:
        return (a + 2) * t**3 - (a + 3) * t**2 + 1
    return a * t**3 - 5 * a * t**2 + 8 * a * t - 4 * a if t < 2 else 0.0


def lanczos(radius):
    return lambda t: float(np.sinc(t) * np.sinc(t / radius)) if t <= radius else 0.0


KERNELS = {
    "linear": triangle,
    "cubic": cubic,
    "lanczos3": lanczos(3),
    "lanczos5": lanczos(5),
}


def resampled(x, axis, new, kernel, scale=None, translation=0.0, antialias=False):
    """One element after the other."""
    rows = np.moveaxis(x, axis, 0).astype("float64")
    old = len(rows)
    step = old / new if scale is None else 1 / scale
    width = max(step, 1) if antialias else 1
    out = np.zeros((new, *rows.shape[1:]))
    for i in range(new):
        at = (i + 0.5 - translation) * step - 0.5
        if not -0.5 <= at <= old - 0.5:
            continue
        shares = [kernel(abs(j - at) / width) for j in range(old)]
        out[i] = sum(w * row for w, row in zip(shares, rows)) / sum(shares)
    return np.moveaxis(out, 0, axis).astype(x.dtype)


def resample_case(axis, new, method, antialias=False):
    return Case(
        lambda x: graph.resample(x, axis, new, method, antialias=antialias),
        [X],
        lambda x: resampled(x, axis, new, KERNELS[method], antialias=antialias),
        FLOATS,
    )


def product_case(axis, w, x):
    """A product with constant weights."""

    def call(x):
        op = graph.REGISTRY["AxisProduct"](axis)
        return graph.apply(op, graph.cast(w, x.dtype), x)

    def expected(x):
        return np.moveaxis(np.tensordot(w.astype(x.dtype), x, [[1], [axis]]), 0, axis)

    return Case(call, [x], expected, resize=False)


FULL = RNG.normal(size=(7, 5))
BAND = np.triu(np.tril(RNG.normal(size=(40, 50)), 12), 8)  # some rows and columns are 0
FEW = np.zeros((6, 50))
FEW[[0, 2, 5], [3, 44, 7]] = 1.5
LONG = RNG.normal(size=(2, 50, 3))
MOVE = np.array([1.4, -0.3])
POINTS = RNG.uniform(-4, 7, size=(2, 3, 5))
CASES = {
    "AxisProduct": [
        product_case(0, FULL, X),
        product_case(1, RNG.normal(size=(2, 3)), X),
        product_case(2, RNG.normal(size=(3, 4)), X),
        product_case(1, BAND, LONG),
        product_case(1, BAND, np.tile(LONG, 3)),
        product_case(1, FEW, LONG),
        product_case(0, FULL, X[:, :0]),
        product_case(0, np.zeros((3, 5)), X),
    ],
    "resample": [
        resample_case(0, 7, "linear"),
        resample_case(1, 2, "linear", antialias=True),
        resample_case(2, 9, "cubic"),
        resample_case(0, 2, "lanczos3", antialias=True),
        resample_case(0, 2, "lanczos5"),
        Case(
            lambda x, move: graph.resample(x, 0, 6, "cubic", move[0], move[1]),
            [X, MOVE],
            lambda x, move: resampled(x, 0, 6, cubic, *move.tolist()),
            rtol=1e-4,
            resize=False,
        ),
        Case(
            lambda x: graph.resample(x, 0, 3, "nearest"),
            [X],
            lambda x: x[np.int64((np.arange(3) + 0.5) * len(x) / 3)],
            (*FLOATS, "int8"),
        ),
        Case(
            lambda x: graph.resample(x, 0, 2, "area"),
            [X],
            lambda x: (np.stack([x[:2].sum(0), x[3:].sum(0)]) + x[2] / 2) / 2.5,
            FLOATS,
            resize=False,
        ),
    ],
    "map_coordinates": [
        Case(
            lambda x, mode=mode: graph.map_coordinates(x, POINTS, 1, mode),
            [X[..., 0]],
            lambda x, name=name: ndimage.map_coordinates(x, POINTS, order=1, mode=name),
        )
        for mode, name in [
            ("nearest", "nearest"),
            ("mirror", "mirror"),
            ("reflect", "reflect"),
            ("wrap", "grid-wrap"),
            ("constant", "grid-constant"),
        ]
    ],
}


def test_equal_sizes_change_nothing():
    for method in ("linear", "cubic", "cubic_table", "area", "nearest"):
        np.testing.assert_array_equal(graph.resample(X, 1, 3, method).numpy(), X)


def test_a_table_moves_points_to_its_steps():
    at = 2 / 3 * 0.5 - 0.5  # of the first of three elements made from two
    moved = -round(-at * 1024) / 1024
    shares = [cubic(abs(j - moved)) for j in range(2)]
    found = graph.resample(np.eye(2), 0, 3, "cubic_table").numpy()
    np.testing.assert_allclose(found[0], np.divide(shares, sum(shares)), rtol=1e-12)
    assert not np.allclose(found, graph.resample(np.eye(2), 0, 3, "cubic").numpy())


def test_the_weights_of_a_product_must_fit():
    op = graph.REGISTRY["AxisProduct"](1)
    with pytest.raises(graph.ShapeError, match="a column for each element of axis 1"):
        graph.apply(op, FULL, X)


def test_nearest_is_that_of_half_pixel_centres():
    row = np.arange(7)
    for new in range(1, 15):
        centres = [math.floor((i + 0.5) * 7 / new) for i in range(new)]
        assert graph.resample(row, 0, new, "nearest").tolist() == centres


def test_unknown_sizes_take_the_weights_of_each_run():
    x = graph.placeholder("float32", (None, None, 2), "x")
    y = graph.resample(graph.resample(x, 0, graph.shape(x)[1], "linear"), 1, 3, "area")
    for shape in ((4, 6, 2), (3, 5, 2)):
        value = RNG.normal(size=shape).astype("float32")
        wanted = graph.resample(value, 0, shape[1])
        wanted = graph.resample(wanted, 1, 3, "area").numpy()
        found = graph.Session().run(y, {x: value})
        np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-7)


def test_order_0_takes_the_nearest_and_keeps_integers():
    image = RNG.integers(0, 2**40, size=(5, 6))
    for mode, name in (("mirror", "mirror"), ("wrap", "grid-wrap")):
        found = graph.map_coordinates(image, POINTS, 0, mode).numpy()
        wanted = ndimage.map_coordinates(image, POINTS, order=0, mode=name)
        np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("mode", ["constant", "nearest"])
def test_halves_go_to_the_even_element(mode):
    points = [[0.5, 1.5, 2.5, 3.4]]
    found = graph.map_coordinates(np.arange(5), points, 0, mode)
    assert found.tolist() == [0, 2, 2, 3]


def test_a_batch_has_points_of_its_own_and_channels_share_them():
    images = RNG.normal(size=(3, 5, 6, 2))
    points = RNG.uniform(-1, 6, size=(2, 3, 4, 7))
    found = graph.map_coordinates(images, points, fill_value=2.0, batched=True).numpy()
    assert found.shape == (3, 4, 7, 2)
    for n in range(3):
        for c in range(2):
            wanted = ndimage.map_coordinates(
                images[n, ..., c], points[:, n], order=1, mode="grid-constant", cval=2.0
            )
            np.testing.assert_allclose(found[n, ..., c], wanted, rtol=1e-12)
    shared = graph.map_coordinates(images, points[:, :1], batched=True).numpy()
    same = graph.map_coordinates(images[1:2], points[:, :1], batched=True).numpy()
    np.testing.assert_array_equal(shared[1:2], same)


def test_points_that_are_not_finite_are_outside():
    points = [[np.nan, np.inf, -np.inf, 1.0]]
    found = graph.map_coordinates([5.0, 7.0], points, fill_value=3.0).tolist()
    assert found == [3.0, 3.0, 3.0, 7.0]


def test_gradient_of_the_points():
    points = np.array([[0.3, 2.6, 1.2], [1.7, 0.4, -0.5]])

    def call(x, points):
        return graph.map_coordinates(x, points, 1, "wrap")

    gradcheck(call, [X[..., 0], points], order=2)


def test_errors_of_resample():
    with pytest.raises(graph.ArgumentError, match="unknown method"):
        graph.resample(X, 0, 2, "best")
    with pytest.raises(graph.ArgumentError, match="'nearest' takes no scale"):
        graph.resample(X, 0, 2, "nearest", 2.0)
    with pytest.raises(graph.DTypeError, match="x must be of a floating-point dtype"):
        graph.resample([1, 2], 0, 3)


def test_errors_of_map_coordinates():
    with pytest.raises(graph.ArgumentError, match="unknown mode"):
        graph.map_coordinates(X, POINTS, 1, "edge")
    with pytest.raises(graph.ArgumentError, match="the order must be 0 or 1"):
        graph.map_coordinates(X, POINTS, 3)
    with pytest.raises(graph.ShapeError, match="a row for each axis of x"):
        graph.map_coordinates([1.0, 2.0], POINTS)


@pytest.mark.parametrize("method", KERNELS)
def test_long_axes(method):
    value = RNG.normal(size=(2, 60, 3))
    for size in (17, 60, 120):
        found = graph.resample(value, 1, size, method).numpy()
        wanted = resampled(value, 1, size, KERNELS[method])
        np.testing.assert_allclose(found, wanted, atol=1e-12)


def test_tables_agree_in_both_ways():
    value = RNG.normal(size=(60, 2))
    whole = graph.resample(value, 0, 180, "cubic_table").numpy()
    steps = graph.resample(value, 0, 180, "cubic_table", scale=3.0).numpy()
    np.testing.assert_allclose(whole, steps, atol=1e-12)
