"""One index for each position, checks of labels, and blocks at computed places."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from tests.graph.engines.native.examples import check_examples
from tests.graph.engines.native.lowered import BadData, check_lowering, run_lowered

OPS = graph.REGISTRY
RNG = np.random.default_rng(7)
SHAPES = [((5, 7), 1, 1), ((5, 7, 3), 1, 4), ((6,), 0, 9), ((2, 3, 4), 0, 5)]


def values(shape, dtype="float32"):
    return RNG.integers(0, 100, shape).astype(dtype)


@pytest.mark.parametrize(("shape", "axis", "count"), SHAPES)
def test_reading_and_adding_along_an_axis(shape, axis, count):
    size, own = shape[axis], (*shape[:axis], count, *shape[axis + 1 :])
    where = RNG.integers(-size, size, own)
    for dtype in ("float32", "int16"):
        x = values(shape, dtype)
        check_lowering(OPS["TakeAlongAxis"](axis), x, where)
        check_lowering(OPS["AddAlongAxis"](axis), x, where, values(own, dtype))


def test_the_index_of_a_position_out_of_range_is_reported():
    x, where = values((3, 4)), np.array([[0], [4], [1]])
    with pytest.raises(BadData):
        run_lowered(OPS["TakeAlongAxis"](1), [x, where])
    with pytest.raises(BadData):
        run_lowered(OPS["AddAlongAxis"](1), [x, where, values((3, 1))])


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int64", "uint64"])
def test_labels(dtype):
    op = OPS["CheckLabels"](5)
    good = RNG.integers(0, 5, (3, 41)).astype(dtype)
    run_lowered(op, [good])
    for wrong in (5, 100, -1):
        if np.dtype(dtype).kind == "i" or wrong > 0:
            bad = good.copy()
            bad[2, 40] = wrong
            with pytest.raises(BadData):
                run_lowered(op, [bad])


def test_last_writers():
    where = RNG.integers(-3, 3, (4, 5, 2))
    check_lowering(OPS["LastWriter"]((3, 4)), where, symbolic=(False, (0, 1)))
    with pytest.raises(BadData):
        run_lowered(OPS["LastWriter"]((3, 2)), [np.array([[0, 1], [0, 2]])], False)


@pytest.mark.parametrize("starts", [(0, 0, 0), (1, 2, 3), (-4, 1, 99), (9, 9, -9)])
@pytest.mark.parametrize("dtype", ["float32", "int8", "complex128"])
def test_blocks(starts, dtype):
    x, starts = values((4, 5, 6), dtype), np.array(starts, np.int32)
    check_lowering(OPS["DynamicSlice"]((2, 5, 3)), x, starts, symbolic=(False, (1,)))
    block = values((2, 5, 3), dtype)
    late = (False, {0: (0, 2), 2: (0, 2)})
    check_lowering(OPS["DynamicUpdateSlice"](), x, starts, block, symbolic=late)


def test_a_block_that_does_not_fit_is_reported():
    x, starts = values((4, 5)), np.array([0, 0])
    arrays = [x, starts, values((6, 5))]
    with pytest.raises(BadData):
        run_lowered(OPS["DynamicUpdateSlice"](), arrays, {2: (0,), 0: (0,)})


def test_examples_of_the_ops():
    names = ("TakeAlongAxis", "AddAlongAxis", "LastWriter", "ScatterNd")
    assert check_examples(*names, rtol=None) > 10
    assert check_examples("DynamicSlice", "DynamicUpdateSlice") > 1
