"""Functions of numpy that are compositions: windows, histograms, correlations, ..."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.testing import Case

RNG = np.random.default_rng(12)
X = RNG.normal(size=(4, 6))
Y = RNG.normal(size=6)
CUBE = RNG.normal(size=(2, 6, 4))
WHOLE = RNG.integers(-20, 20, size=(3, 5))
OTHER = RNG.integers(1, 9, size=5)
INF, NAN = np.inf, np.nan
ODD = np.array([1.0, INF, -INF, NAN, -0.0])
OPS = graph.REGISTRY
FLAT = {"gradient": False}
INTEGERS = ("int8", "uint16", "int64")


def same(name, inputs, dtypes=("float32", "float64"), *args, **options):
    ours, theirs = getattr(graph, name), getattr(np, name)
    return Case(
        lambda *x: ours(*x, *args),
        inputs,
        lambda *x: theirs(*x, *args),
        dtypes,
        **options,
    )


CASES = {
    "Gcd": [
        Case(OPS["Gcd"](), [abs(WHOLE[0]) * 1.0, OTHER * 1.0], np.gcd, INTEGERS),
        same("gcd", [WHOLE, OTHER], **FLAT),
    ],
    "Lcm": [
        Case(OPS["Lcm"](), [WHOLE[0] * 1.0, OTHER * 1.0], np.lcm, ("int32", "int64")),
        same("lcm", [WHOLE, OTHER], **FLAT),
    ],
    "fmax": [
        same("fmax", [X, Y], ("float32", "float64", "int32")),
        same("fmax", [ODD, np.array([NAN, 0.0, NAN, 3.0, NAN])], smooth=False),
    ],
    "fmin": [
        same("fmin", [X, Y]),
        same("fmin", [ODD, np.array([NAN, 0.0, NAN, 3.0, NAN])], smooth=False),
    ],
    "divide_no_nan": [
        Case(
            graph.divide_no_nan,
            [X, np.array([1.0, 0.0, -2.0, 0.0, 4.0, 0.5])],
            lambda x, y: np.divide(x, y, out=np.zeros_like(x), where=y != 0),
            smooth=False,
        ),
    ],
    "ldexp": [same("ldexp", [X, np.array([3, -2, 0, 1, 5, -7])])],
    "select": [
        Case(
            lambda x, y: graph.select([x > 1, x > 0], [x, y], 0.5),
            [X, X[::-1] * 2],
            lambda x, y: np.select([x > 1, x > 0], [x, y], 0.5),
            smooth=False,
        )
    ],
    "isposinf": [same("isposinf", [ODD], **FLAT)],
    "isneginf": [same("isneginf", [ODD], **FLAT)],
    "isreal": [same("isreal", [X], ("float32", "complex64"), **FLAT)],
    "angle": [same("angle", [X], ("float32", "complex128"), **FLAT)],
    "trapezoid": [
        Case(graph.trapezoid, [X], lambda x: np.trapezoid(x)),
        Case(
            lambda y, x: graph.trapezoid(y, x, axis=1),
            [CUBE, Y],
            lambda y, x: np.trapezoid(y, x, axis=1),
            rtol=1e-4,
        ),
        Case(
            lambda y, x: graph.trapezoid(y, x, axis=0),
            [X, X[::-1]],
            lambda y, x: np.trapezoid(y, x, axis=0),
            rtol=1e-4,
        ),
        Case(
            lambda y: graph.trapezoid(y, dx=3.0),
            [WHOLE],
            lambda y: np.trapezoid(y, dx=3),
        ),
    ],
    "hsplit": [same("hsplit", [CUBE], ("float32",), 2, symbolic=(0,))],
    "vsplit": [same("vsplit", [X], ("float32",), [1, 3], symbolic=(1,))],
    "dsplit": [same("dsplit", [CUBE], ("float32",), 2, symbolic=(0,))],
    "append": [
        same("append", [X, Y]),
        same("append", [X, X * 2], ("float32",), 1),
    ],
    "vander": [
        same("vander", [Y], ("float32", "float64"), rtol=1e-3),
        Case(lambda x: graph.vander(x, 3, True), [Y], lambda x: np.vander(x, 3, True)),
    ],
    "corrcoef": [same("corrcoef", [X], rtol=1e-4), same("corrcoef", [Y], rtol=1e-4)],
    "isin": [
        Case(
            lambda x, y: graph.isin(x, y),
            [WHOLE, OTHER],
            lambda x, y: np.isin(x, y),
            **FLAT,
        ),
        Case(
            lambda x, y: graph.isin(x, y, invert=True),
            [ODD, np.array([[NAN, 1.0, 0.0]])],
            lambda x, y: np.isin(x, y, invert=True),
            **FLAT,
        ),
    ],
    "saturate_cast": [
        Case(
            lambda x: graph.saturate_cast(x, "int8"),
            [X * 100],
            lambda x: np.clip(x, -128, 127).astype("int8"),
            ("float32", "float64", "int32"),
            **FLAT,
        ),
        Case(
            lambda x: graph.saturate_cast(x, "float16"),
            [X * 1e5],
            lambda x: np.clip(x, -65504, 65504).astype("float16"),
            smooth=False,
        ),
    ],
    "unravel_index": [
        Case(
            lambda i: graph.unravel_index(i, (3, 7)),
            [np.array([[0, 20], [7, 13]])],
            lambda i: np.unravel_index(i, (3, 7)),
            **FLAT,
        )
    ],
    "rearrange": [
        Case(
            lambda x: graph.rearrange(x, "b (h w) c -> c (b h) w", h=2),
            [CUBE],
            lambda x: np.moveaxis(x.reshape(len(x) * 2, -1, 4), -1, 0),
            symbolic=(0,),
        ),
        Case(
            lambda x: graph.rearrange(x, "a ... c -> (... c) 1 a"),
            [CUBE],
            lambda x: np.moveaxis(x, 0, -1).reshape(-1, 1, len(x)),
        ),
    ],
    "histogram": [
        Case(
            lambda x: graph.histogram(x, 4, (-1, 1.5)),
            [X],
            lambda x: np.histogram(x, 4, (-1, 1.5)),
            ("float64",),
            **FLAT,
        ),
    ],
}
for _mode in ("valid", "same", "full"):
    CASES.setdefault("correlate", []).extend(
        Case(
            lambda x, y, m=_mode: graph.correlate(x, y, m),
            [RNG.normal(size=n), RNG.normal(size=m)],
            lambda x, y, m=_mode: np.correlate(x, y, m),
            ("float32", "float64", "int32"),
            symbolic=False,
            rtol=1e-4,
        )
        for n, m in [(7, 3), (7, 4), (3, 5), (4, 4), (1, 1)]
    )


@pytest.mark.parametrize("name", ["bartlett", "hanning", "hamming", "blackman"])
@pytest.mark.parametrize("size", [0, 1, 2, 5, 8])
def test_windows(name, size):
    window = getattr(graph, name)(size)
    np.testing.assert_allclose(window, getattr(np, name)(size), atol=1e-12)
    assert window.dtype == "float64"


@pytest.mark.parametrize("size", [0, 1, 2, 5, 8])
def test_kaiser_windows(size):
    np.testing.assert_allclose(graph.kaiser(size, 5.0), np.kaiser(size, 5.0))


@pytest.mark.parametrize("endpoint", [True, False])
def test_numbers_at_equal_ratios(endpoint):
    for start, stop in [(1.0, 100.0), (-2.0, -8.0), ([1.0, 2.0], [8.0, 50.0])]:
        found = graph.geomspace(np.array(start), np.array(stop), 5, endpoint)
        np.testing.assert_allclose(found, np.geomspace(start, stop, 5, endpoint))
    found = graph.geomspace(np.array([1.0, 2.0]), 8.0, 4, axis=1)
    np.testing.assert_allclose(found, np.geomspace([1.0, 2.0], 8.0, 4, axis=1))


def test_a_histogram_takes_its_edges_from_the_numbers():
    for x in (X, WHOLE, np.array([2.0, 2.0])):
        for found, wanted in zip(graph.histogram(x), np.histogram(x)):
            np.testing.assert_allclose(found, wanted)


def test_nothing_is_in_an_empty_set():
    assert graph.isin([1, 2], np.zeros(0, int)).tolist() == [False, False]


def test_saturating_to_booleans_and_wider_types():
    assert graph.saturate_cast([0.0, -2.0, 3.0], "bool").tolist() == [
        False,
        False,
        True,
    ]
    far = np.array([-1e30, 3.7, 1e30], "float32")
    assert graph.saturate_cast(far, "int32").tolist() == [-(2**31), 3, 2**31 - 128]
    assert graph.saturate_cast([-1, 5], "uint8").tolist() == [0, 5]
    assert graph.saturate_cast([1.5], "float64").tolist() == [1.5]
    assert graph.saturate_cast([1.5], "complex64").tolist() == [1.5 + 0j]


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: graph.hsplit(1.0, 1), "ShapeError", "at least 1 axis"),
        (lambda: graph.vsplit([1.0], 1), "ShapeError", "at least 2 axes"),
        (lambda: graph.dsplit([[1.0]], 1), "ShapeError", "at least 3 axes"),
        (lambda: graph.vander([[1.0]]), "ShapeError", "x is a vector"),
        (lambda: graph.histogram([1.0], 0), "ArgumentError", "one bin at least"),
        (lambda: graph.correlate([1.0], [1.0], "all"), "ArgumentError", "unknown mode"),
        (lambda: graph.correlate([[1.0]], [1.0]), "ShapeError", "two vectors"),
        (lambda: graph.gcd([1.5], [2]), "DTypeError", "gcd"),
        (lambda: graph.rearrange(X, "a b"), "ArgumentError", "two sides"),
        (lambda: graph.rearrange(X, "a b c -> a"), "ShapeError", "has not 2 axes"),
        (lambda: graph.rearrange(X, "a b -> a"), "ArgumentError", "once on each side"),
        (lambda: graph.rearrange(X, "a (b c) -> a b c"), "ArgumentError", "not known"),
        (lambda: graph.rearrange(X, "a (b -> a b"), "ArgumentError", "stays open"),
        (lambda: graph.rearrange(X, "a b) -> a b"), "ArgumentError", "not opened"),
        (lambda: graph.rearrange(X, "a + -> a"), "ArgumentError", "cannot be read"),
        (
            lambda: graph.rearrange(X, "a (b c) -> a b c", b=4),
            "ShapeError",
            "cannot be 4",
        ),
    ],
)
def test_what_is_refused(call, error, text):
    with pytest.raises(getattr(graph, error), match=text):
        call()
