"""Products with a matrix that is packed before the loop around them."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("llvmlite")

from graph.engines.native.contraction.packed import PackPanels
from graph.ops.contraction.dot_general import DotGeneral
from tests.graph.engines.native.kernels import TARGETS
from tests.graph.engines.native.lowered import lower_node, node_on, run_node

RNG = np.random.default_rng(2)
ROWS = ((1,), (0,))
COLUMNS = ((1,), (1,))


def whole_numbers(shape, dtype):
    return RNG.integers(-4, 5, shape).astype(dtype)


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.cpu)
@pytest.mark.parametrize("contract", [ROWS, COLUMNS], ids=["rows", "columns"])
@pytest.mark.parametrize("late", [True, False], ids=["late", "known"])
@pytest.mark.parametrize("sizes", [(2, 1, 5), (32, 48, 40), (33, 37, 19), (3, 70, 1)])
def test_products_with_packed_matrices(sizes, late, contract, target):
    rows, columns, depth = sizes
    for dtype in ("float32", "float64"):
        x = whole_numbers((rows, depth), dtype)
        y = whole_numbers((depth, columns), dtype)
        given = y if contract == ROWS else np.ascontiguousarray(y.T)
        op = DotGeneral(contract, ((), ()))
        node, arrays, env = node_on(op, x, given, symbolic=late)
        for parts in (None, 3):
            (got,) = run_node(node, arrays, env, target, parts, reused=(False, True))
            np.testing.assert_array_equal(got, x @ y, f"{dtype}, parts={parts}")


@pytest.mark.parametrize("late", [True, False], ids=["late", "known"])
def test_depths_that_are_cut_into_blocks(late):
    x, y = whole_numbers((5, 2500), "float32"), whole_numbers((2500, 21), "float32")
    node, arrays, env = node_on(DotGeneral(ROWS, ((), ())), x, y, symbolic=late)
    (got,) = run_node(node, arrays, env, None, None, reused=(False, True))
    np.testing.assert_array_equal(got, x @ y)


def test_what_is_packed_is_what_all_rows_share():
    x, y = whole_numbers((4, 6, 5), "float32"), whole_numbers((4, 5, 7), "float32")

    def is_packed(op, *arrays):
        node, _, _ = node_on(op, *arrays, symbolic=False)
        calls = lower_node(node, reused=(False, True))
        return any(isinstance(call.kernel, PackPanels) for call in calls)

    assert is_packed(DotGeneral(((2,), (0,)), ((), ())), x, y[0])
    assert not is_packed(DotGeneral(((2,), (1,)), ((0,), (0,))), x, y)
    assert not is_packed(DotGeneral(ROWS, ((), ())), x[0, :1], y[0])
