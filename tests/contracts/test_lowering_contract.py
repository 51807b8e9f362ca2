"""What an elementwise op does on lanes agrees with its numpy kernel, for all dtypes.

The numbers are special ones, all their pairs, and random ones. Results must be equal to
the bit, up to the bound that the function of lanes states.
"""

from __future__ import annotations

import functools

import numpy as np
import pytest

pytest.importorskip("llvmlite")

import graph  # noqa: F401  fills the registry
from graph.engines.native.lanes import LaneMath
from graph.engines.native.lower_elementwise import can_lower, lower_elementwise
from graph.engines.native.memory_types import MEMORY_TYPES
from graph.engines.native.target import _target, current_target
from graph.ir.errors import ArgumentError, DTypeError, ShapeError
from graph.ir.op import REGISTRY, Op
from graph.ir.spec import Spec
from graph.ops.elementwise.base import Elementwise, Unary
from graph.ops.elementwise.cast import Cast
from graph.ops.elementwise.selection import Where
from graph.ops.elementwise.special import SpecialUnary, Trigamma
from graph.testing.lane_maps import LaneMap
from graph.testing.ulp import error_in_ulp

TARGETS = [current_target()]
if TARGETS[0].is_x86:
    TARGETS.append(_target("x86-64"))
DTYPES = tuple(MEMORY_TYPES)
FLOATS = ("float32", "float64")
#: what numpy's own functions of float64 may be wrong by, and scipy's near their poles
NUMPY_ULP, SCIPY_ULP = 2.0, 100.0


@functools.cache
def numbers(dtype: str) -> np.ndarray:
    """Special numbers of a dtype, and random ones of all sizes."""
    rng = np.random.default_rng(0)
    kind = np.dtype(dtype)
    if kind.kind == "b":
        return np.array([False, True, True, False, True])
    if kind.kind == "f":
        f = np.finfo(dtype)
        special = [0.0, np.inf, np.nan, f.smallest_subnormal, f.smallest_normal, f.max]
        special += [
            0.5,
            1.0,
            1.5,
            2.0,
            2.5,
            3.0,
            7.0,
            1e6 + 0.5,
            2.0**22 + 0.5,
            2.0**60,
        ]
        values = np.array(special, dtype)
        random = rng.normal(size=40) * 10.0 ** rng.uniform(-3, 3, 40)
        return np.concatenate([values, -values, random.astype(dtype)])
    info = np.iinfo(dtype)
    special = [0, 1, 2, 3, 7, 8, 31, 63, 64, info.max, info.max - 1, info.min]
    special += [-x for x in special[1:6] if info.min]
    random = rng.integers(info.min, info.max, 20, dtype, endpoint=True)
    return np.concatenate([np.array(special, dtype), random])


def inputs(dtypes) -> list[np.ndarray]:
    """All combinations of the numbers of each dtype."""
    grids = np.meshgrid(*map(numbers, dtypes), indexing="ij")
    return [grid.ravel() for grid in grids]


def arity(op: type[Op]) -> int:
    return 1 if issubclass(op, Unary) else 2


def cases():
    """(op, dtypes of the inputs) of everything that is to be tried."""
    for op in REGISTRY.values():
        if issubclass(op, Elementwise) and op.__module__.startswith("graph."):
            for dtype in DTYPES:
                yield op(), (dtype,) * arity(op)
    for dtype in DTYPES:
        yield Where(), ("bool", dtype, dtype)
        for other in DTYPES:
            yield Cast(np.dtype(other)), (dtype,)


def result_dtype(op, dtypes) -> np.dtype | None:
    """What the op infers; None where it does not take these dtypes."""
    try:
        return op.infer(*[Spec(np.dtype(d), (3,)) for d in dtypes]).dtype
    except (ArgumentError, DTypeError, ShapeError):
        return None


LOWERED = [
    (op, dtypes, result)
    for op, dtypes in cases()
    if (result := result_dtype(op, dtypes)) is not None
    and can_lower(op, dtypes, result)
]


def function_of(op):
    return getattr(LaneMath, op.name, None)


def kernel(op, arrays) -> np.ndarray:
    with np.errstate(all="ignore"):
        return op.kernel(*arrays)


@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.cpu)
@pytest.mark.parametrize(
    "op, dtypes, result", LOWERED, ids=lambda x: x if isinstance(x, str) else repr(x)
)
def test_lowering_agrees_with_the_kernel(op, dtypes, result, target):
    arrays = [a[:: 1 + a.size // 5000] for a in inputs(dtypes)]
    run = LaneMap(lambda m, *xs: lower_elementwise(m, op, xs, result), dtypes, target)
    got = run(*arrays)
    assert got.dtype == result
    if hasattr(function_of(op), "ulp") and result.kind == "f":
        assert_within_the_bound(op, got, arrays)
    else:
        want = kernel(op, arrays)
        if isinstance(op, Cast):  # beyond the range numpy's answer depends on the place
            alone = [kernel(op, [x])[0] for x in arrays[0].reshape(-1, 1)]
            got = np.where(want == np.array(alone), got, want)
        assert_identical(got, want, arrays, op)


def assert_within_the_bound(op, got, arrays) -> None:
    function = function_of(op)
    is_single = got.dtype == np.float32
    want = kernel(op, [a.astype("float64") for a in arrays] if is_single else arrays)
    scale = np.max(np.abs(arrays), axis=0) if function.of_inputs else 0
    own = NUMPY_ULP
    if isinstance(op, SpecialUnary | Trigamma):
        # scipy knows neither -0 nor denormals
        own, tiny = SCIPY_ULP, np.finfo(got.dtype).smallest_normal
        unknown = (np.abs(arrays[0]) < tiny) | (got == 0)
        with np.errstate(over="ignore"):
            got = np.where(unknown, want, got).astype(got.dtype)
    errors = error_in_ulp(got, want, scale)
    worst = np.argmax(errors)
    shown = [*(a[worst] for a in arrays), got[worst], want[worst]]
    assert errors[worst] <= function.ulp + own, shown


def assert_identical(got, want, arrays, op) -> None:
    """Equal, NaN where NaN, and the same sign of zero."""
    same = (got == want) | ((got != got) & (want != want))
    if got.dtype.kind == "f" and op.name not in ("maximum", "minimum"):
        same &= (np.signbit(got) == np.signbit(want)) | (want != want)
    where = np.flatnonzero(~same)[:5]
    assert not where.size, [(*(a[i] for a in arrays), got[i], want[i]) for i in where]


def test_what_is_not_lowered_is_known():
    """Powers of signed integers may raise errors, so numpy computes them."""
    lowered = {(op.name, dtypes) for op, dtypes, _ in LOWERED}
    missing = {
        (op.name, np.dtype(dtypes[0]).kind)
        for op, dtypes in cases()
        if (result := result_dtype(op, dtypes)) is not None
        and result.name in DTYPES
        and (op.name, dtypes) not in lowered
    }
    assert missing == {("power", "i")}
