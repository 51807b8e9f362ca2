"""Joining, padding, reversing and counting, against the kernels of the ops."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.ir.dims import symbol
from graph.ir.node import make_node
from tests.graph.engines.native.examples import check_examples
from tests.graph.engines.native.lowered import (
    BadData,
    check_lowering,
    check_node,
    lower_node,
    run_lowered,
    run_node,
)

OPS = graph.REGISTRY
RNG = np.random.default_rng(8)


def values(shape, dtype="float32"):
    return RNG.integers(0, 100, shape).astype(dtype)


@pytest.mark.parametrize("dtype", ["bool", "float16", "float32", "complex128"])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_joining(axis, dtype):
    parts = []
    for size in (3, 1, 8, 0):
        shape = [4, 5, 6]
        shape[axis] = size
        parts.append(values(shape, dtype))
    check_lowering(OPS["Concatenate"](axis), *parts)


def test_joining_many():
    scalars = [values((1,), "uint32") for _ in range(19)]
    check_lowering(OPS["Concatenate"](0), *scalars)
    assert len(lower_node(make_node(OPS["Concatenate"](0), _tensors(scalars)))) == 3


def test_joining_what_may_not_fit_is_left_to_numpy():
    xs = [graph.placeholder("float32", (2, name)) for name in ("a", "b")]
    assert lower_node(make_node(OPS["Concatenate"](0), xs)) is None


def _tensors(arrays):
    return [graph.placeholder(a.dtype, a.shape) for a in arrays]


PADS = [
    ((1, 0, 2), (0, 3, 1), (0, 0, 0)),
    ((0, 0, 0), (0, 0, 1), (0, 0, 0)),
    ((1, 0, 2), (0, 3, 1), (0, 1, 2)),
    ((0, 0, 0), (0, 0, 0), (2, 0, 0)),
]
CUTS = [((-1, 2, 0), (3, -2, 0), (0, 0, 0)), ((-2, 0, -3), (-1, 0, -1), (0, 0, 0))]


@pytest.mark.parametrize("amounts", PADS + CUTS, ids=str)
def test_padding(amounts):
    late = (False,) if amounts in CUTS else (False, True)
    for dtype in ("float32", "uint8", "complex128"):
        x, value = values((4, 5, 6), dtype), np.array(7, dtype)
        check_lowering(OPS["PadConstant"](*amounts), x, value, symbolic=late)
    empty = values((4, 0, 6))
    if min(map(min, amounts)) >= 0:
        check_lowering(OPS["PadConstant"](*amounts), empty, np.float32(7))


def test_amounts_that_turn_out_negative_are_left_to_numpy():
    n = symbol("n")
    op = OPS["PadConstant"]((n - 5,), (0,), (0,))
    x = graph.placeholder("float32", (n,))
    node = make_node(op, [x, graph.placeholder("float32", ())])
    (atom,) = n.terms[0][0]
    arrays = [np.arange(7, dtype=np.float32), np.float32(1)]
    check_node(node, arrays, {atom: 7})
    arrays[0] = arrays[0][:4]
    with pytest.raises(BadData):
        run_node(node, arrays, {atom: 4})


@pytest.mark.parametrize("axes", [(0,), (1,), (2,), (0, 2), (0, 1, 2)])
def test_reversing(axes):
    for dtype in ("float32", "int8"):
        check_lowering(OPS["Reverse"](axes), values((3, 4, 37), dtype))
    check_lowering(OPS["Reverse"](axes), values((3, 0, 5)))


def test_bytes_read_as_another_dtype():
    x = RNG.normal(size=(3, 4, 8)).astype(np.float32)
    for dtype in ("int32", "uint8", "float64", "complex128"):
        (got,) = run_lowered(OPS["Bitcast"](np.dtype(dtype)), [x], (0, 1))
        assert got.dtype == dtype
        assert got.tobytes() == x.tobytes()


@pytest.mark.parametrize("dtype", ["int64", "int8", "uint16", "float32", "float64"])
def test_numbers_in_a_row(dtype):
    for size in (0, 1, 7, 100):
        check_lowering(OPS["Iota"](size, np.dtype(dtype)))


def test_as_many_numbers_as_a_run_says():
    n = symbol("n")
    node = make_node(OPS["Iota"](n + 1), [])
    (atom,) = n.terms[0][0]
    check_node(node, [], {atom: 40})


def test_examples_of_the_ops():
    assert check_examples("Concatenate", "PadConstant", "Slice") > 10
    assert check_examples("Reverse", "Bitcast", "Iota", "flip", "pad") > 4
