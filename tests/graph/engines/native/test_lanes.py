"""Lanes, and the ops that users lower with them."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.engines.native.lower_elementwise import can_lower, lower_elementwise
from graph.ir.errors import DTypeError
from graph.testing.lane_maps import LaneMap
from tests.graph.engines.native.kernels import TARGETS

X = np.linspace(-3, 3, 37)


class Swish(graph.Op, abstract=True):
    """y = x * sigmoid(slope * x)."""

    slope: float = 1.0
    is_elementwise = True

    def infer(self, x):
        return x

    def kernel(self, x):
        return (x / (1 + np.exp(-self.slope * x))).astype(x.dtype)

    def lower(self, m, x):
        return x * m.sigmoid(self.slope * x)


class WrongDtype(Swish, abstract=True):
    def lower(self, m, x):
        return m.cast(x, "float64")


class OfNothing(Swish, abstract=True):
    lower = None


def lowered(op, dtype, target=None, lanes=None):
    def function(m, x):
        return lower_elementwise(m, op, [x], dtype)

    return LaneMap(function, [dtype], target, lanes)


@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.cpu)
@pytest.mark.parametrize("lanes", [None, 1, 2, 16])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_an_op_of_a_user_runs_on_lanes(dtype, lanes, target):
    op = Swish(slope=1.5)
    x = X.astype(dtype)
    got = lowered(op, dtype, target, lanes)(x)
    np.testing.assert_allclose(got, op.kernel(x), 1e-6)
    assert got.dtype == dtype


def test_what_has_code_is_known_before():
    assert can_lower(Swish(), ["float32"], "float32")
    assert not can_lower(OfNothing(), ["float32"], "float32")
    assert not can_lower(Swish(), ["float16"], "float16")
    assert not can_lower(Swish(), ["int32"], "int32")  # there is no sigmoid of it


def test_a_wrong_dtype_is_told():
    with pytest.raises(DTypeError, match="lower gives something else than infer says"):
        can_lower(WrongDtype(), ["float32"], "float32")


def test_numbers_take_the_dtype_of_the_lanes():
    run = LaneMap(lambda m, x: (2 * x + 1 - x / 4) * -x, ["float32"])
    x = X.astype("float32")
    np.testing.assert_allclose(run(x), (2 * x + 1 - x / 4) * -x, 1e-6)
    unsigned = LaneMap(lambda m, x: ~x ^ (x << 3) | (x >> 2) & 5, ["uint16"])
    n = np.arange(65536).astype("uint16")
    np.testing.assert_array_equal(unsigned(n), ~n ^ (n << 3) | (n >> 2) & 5)


def test_lanes_do_not_mix_dtypes_and_have_no_truth():
    with pytest.raises(TypeError, match="of one dtype"):
        LaneMap(lambda m, x, y: x + y, ["float32", "float64"])
    with pytest.raises(TypeError, match=r"m\.where"):
        LaneMap(lambda m, x: x if x > 0 else -x, ["float32"])
    with pytest.raises(TypeError, match="lanes of float64"):
        LaneMap(lambda m, x: m.wrap(x.value, "float64"), ["float32"])
