"""Windows: the lowerings against the kernels of the ops."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from tests.graph.engines.native.examples import check_examples
from tests.graph.engines.native.lowered import check_lowering

OPS = graph.REGISTRY
RNG = np.random.default_rng(3)
#: shape of x, window, strides, padding
GEOMETRIES = [
    ((2, 9, 3), (2,), (2,), ((0, 0),)),
    ((2, 8, 37), (2,), (2,), ((0, 0),)),
    ((3, 8, 6, 21), (2, 3), (2, 3), ((0, 0), (0, 0))),
    ((1, 7, 6, 8), (3, 2), (2, 1), ((1, 1), (-1, 1))),
    ((2, 5, 5, 4), (5, 5), (1, 1), ((0, 0), (0, 0))),
    ((1, 4, 5, 6, 2), (1, 2, 3), (1, 2, 2), ((0, 0), (0, 0), (1, 1))),
    ((0, 4, 5), (2,), (1,), ((0, 0),)),
    ((2, 4, 0), (2,), (1,), ((0, 0),)),
    ((2, 2, 5), (2,), (1,), ((3, 4),)),
]
EACH = pytest.mark.parametrize("geometry", GEOMETRIES, ids=str)


def values(shape, dtype):
    """Few different numbers, so that there are equal ones; NaN and infinities too."""
    x = RNG.integers(-5, 6, shape).astype(dtype)
    if x.dtype.kind == "f" and x.size:
        x.flat[:: max(1, x.size // 5)] = [np.nan, np.inf, -np.inf, -0.0, 2, 1, 0][
            : len(x.flat[:: max(1, x.size // 5)])
        ]
    return x


def ends_late(shape):
    """Sizes all known, or those of batch and channels not: windows are counted."""
    return False, (0, len(shape) - 1)


def check_largest(dtype, shape, *rest):
    x = values(shape, dtype)
    check_lowering(OPS["WindowMax"](*rest), x)
    y = OPS["WindowMax"](*rest).kernel(x)
    check_lowering(OPS["WindowArgmax"](*rest), x, y, symbolic=ends_late(shape))


@EACH
def test_largest_elements_and_where_they_are(geometry):
    check_largest("float32", *geometry)


@pytest.mark.parametrize("dtype", ["float64", "int8", "uint16", "bool"])
def test_largest_elements_of_other_dtypes(dtype):
    check_largest(dtype, *GEOMETRIES[3])


@EACH
def test_sums(geometry):
    shape, *rest = geometry
    for gap, dtype in ((1, "float32"), (3, "int64")):
        x = RNG.integers(-5, 6, shape).astype(dtype)
        check_lowering(OPS["WindowSum"](*rest, (gap,) * len(rest[0])), x)


@EACH
def test_reading_and_adding_at_an_offset(geometry):
    shape, *rest = geometry
    for dtype in ("float32", "float16"):
        x = RNG.integers(-5, 6, shape).astype(dtype)
        y = OPS["WindowMax"](*rest).kernel(x)
        index = RNG.integers(-1, np.prod(rest[0]) + 1, y.shape).astype(np.int32)
        late, sizes = ends_late(shape), shape[1:-1]
        check_lowering(OPS["WindowPick"](*rest), x, index, symbolic=late)
        if dtype != "float16":
            op = OPS["WindowScatter"](*rest, sizes)
            check_lowering(op, y, index, symbolic=late)


def test_a_window_with_more_elements_than_the_index_counts():
    x, y = np.ones((1, 300, 1), np.float32), np.ones((1, 1, 1), np.float32)
    op = OPS["WindowScatter"]((300,), (300,), ((0, 0),), (300,))
    with pytest.raises(LookupError):
        check_lowering(op, y, np.zeros(y.shape, np.int8))
    check_lowering(op, y, np.full(y.shape, 299, np.int16))
    assert x.size == 300


def test_examples_of_the_ops():
    sums, others = ("WindowSum",), ("WindowMax", "WindowArgmax", "WindowPick")
    assert check_examples(*sums, rtol=None) > 10
    assert check_examples(*others, "WindowScatter", rtol=None) > 20
