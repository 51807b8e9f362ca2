"""Reading at places, against the kernels of the ops."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from tests.graph.engines.native.examples import check_examples
from tests.graph.engines.native.lowered import BadData, check_lowering, run_lowered

OPS = graph.REGISTRY
RNG = np.random.default_rng(5)


def values(shape, dtype="float32"):
    return RNG.integers(0, 100, shape).astype(dtype)


@pytest.mark.parametrize(
    ("shape", "axis", "indices"),
    [
        ((11, 13), 0, (7,)),
        ((11, 13), 1, (2, 3)),
        ((3, 5, 37), 1, ()),
        ((5,), 0, (9,)),
        ((5, 0), 0, (9,)),
        ((5, 3), 0, (0,)),
        ((300, 128), 0, (4, 100)),
    ],
)
def test_slices_along_an_axis(shape, axis, indices):
    size = shape[axis]
    where = RNG.integers(-size, size, indices).astype(np.int32)
    check_lowering(OPS["Take"](axis), values(shape), where)
    check_lowering(OPS["Take"](axis), values(shape, "float16"), where % size)


@pytest.mark.parametrize("dtype", ["int8", "uint8", "uint32", "int64"])
def test_indices_of_any_dtype(dtype):
    for x in (values((7, 3), "complex128"), values((7, 3), "bool")):
        where = np.array([6, 0, 3], dtype)
        check_lowering(OPS["Take"](0), x, where)


@pytest.mark.parametrize("wrong", [-8, 7, 1 << 40])
def test_an_index_out_of_range_is_reported(wrong):
    x, where = values((7, 3)), np.array([1, wrong, 0])
    for late in (False, True):
        with pytest.raises(BadData):
            run_lowered(OPS["Take"](0), [x, where], late)
    with pytest.raises(BadData):
        run_lowered(OPS["Take"](0), [x[:0], where])
    with pytest.raises(BadData):
        run_lowered(OPS["GatherNd"](), [x, np.array([[1, 2], [0, wrong]])], False)


def test_places_of_several_indices():
    x = values((4, 5, 6, 3))
    where = np.stack([RNG.integers(-n, n, (2, 7)) for n in x.shape], -1)
    for depth in range(1, 5):
        indices = np.ascontiguousarray(where[..., :depth])
        late = (False,) if depth == 1 else (False, {0: (0, 3), 1: (0, 1)})
        check_lowering(OPS["GatherNd"](), x, indices, symbolic=late)


def test_examples_of_the_ops():
    assert check_examples("Take", "GatherNd") > 8
