"""Functions on lanes: largest errors, and nanoseconds an element beside numpy's.

python -m benchmarks.vector_math [function ...]; KERASISH_CPU=x86-64 restricts the
processor, POINTS the number of points of each domain.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Sequence

import numpy as np

from benchmarks.measure import interleaved
from benchmarks.tables import print_table
from graph.engines.native.lanes import LaneMath
from graph.ir.op import REGISTRY
from graph.testing.lane_maps import LaneMap
from graph.testing.ulp import error_in_ulp

POINTS = int(os.environ.get("POINTS", 10_000_000))
AT_ONCE = 500_000
#: elements of the timed arrays: they stay in the cache
TIMED = 1 << 15


UNIT, ANGLES, GAMMA = ((-1, 1),), ((-10, 10), (-1e5, 1e5)), ((0.1, 10), (8, 1000))
RANGES = {
    "exp": ((-10, 10), (-87, 88)),
    "exp2": ((-10, 10), (-126, 127)),
    "expm1": ((-10, 10), (-1e-3, 1e-3)),
    "log": ((0, 10), (0.5, 2)),
    "log2": ((0, 10), (0.5, 2)),
    "log10": ((0, 10), (0.5, 2)),
    "log1p": ((-0.999, 10), (-1e-3, 1e-3)),
    "logaddexp": ((-10, 10),),
    "sigmoid": ((-10, 10), (-87, 87)),
    "softplus": ((-10, 10), (-87, 87)),
    "tanh": ((-10, 10), (-0.1, 0.1)),
    "sinh": ((-10, 10), (-0.1, 0.1)),
    "cosh": ((-10, 10),),
    "power": ((0, 10),),
    "cbrt": ((-10, 10),),
    "hypot": ((-10, 10),),
    "sin": ANGLES,
    "cos": ANGLES,
    "tan": ANGLES,
    "arcsin": UNIT,
    "arccos": UNIT,
    "arctan": ((-4, 4), (-100, 100)),
    "arctan2": ((-1, 1),),
    "arcsinh": ((-4, 4), (-1e-3, 1e-3)),
    "arccosh": ((1, 4),),
    "arctanh": UNIT,
    "erf": ((-5, 5), (-0.1, 0.1)),
    "erfc": ((-5, 9),),
    "erfinv": UNIT,
    "lgamma": GAMMA,
    "digamma": GAMMA,
    "trigamma": GAMMA,
    "i0": ((-10, 10),),
    "i1": ((-10, 10),),
}
#: of longdouble; others by their op's kernel, of float64
REFERENCES = {
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "softplus": lambda x: np.logaddexp(x, 0),
}
OPS = {op.name: op for op in (c() for c in REGISTRY.values() if c.is_elementwise
                              and not c.props)}  # fmt: skip


def numpy_function(name: str):
    if name in OPS:
        return OPS[name].kernel
    return REFERENCES[name]


def exact_function(name: str, dtype: str):
    """The reference and its dtype; of float64 only where numpy has long doubles."""
    if dtype == "float32":
        return numpy_function(name), "float64"
    found = REFERENCES.get(name) or getattr(np, name, None)
    return (None, None) if found in (None, np.i0) else (found, "longdouble")


def largest_error(name: str, dtype: str, run: LaneMap) -> str:
    exact, wide = exact_function(name, dtype)
    if exact is None:
        return "-"
    of_inputs = getattr(LaneMath, name).of_inputs
    rng, worst = np.random.default_rng(0), 0.0
    points = POINTS if dtype == "float32" else POINTS // 10  # long doubles are slow
    for low, high in RANGES[name]:
        for _ in range(0, points, AT_ONCE):
            xs = [
                rng.uniform(low, high, min(points, AT_ONCE)).astype(dtype)
                for _ in run.dtypes
            ]
            with np.errstate(all="ignore"):
                want = exact(*[x.astype(wide) for x in xs])
            scale = np.max(np.abs(xs), axis=0) if of_inputs else 0
            worst = max(worst, error_in_ulp(run(*xs), want, scale).max())
    return f"{worst:.2f}"


def nanoseconds(name: str, dtype: str, run: LaneMap) -> tuple[str, str]:
    rng = np.random.default_rng(0)
    xs = [rng.uniform(*RANGES[name][0], TIMED).astype(dtype) for _ in run.dtypes]
    out = np.empty(TIMED, dtype)
    table = np.array([a.ctypes.data for a in (out, *xs)] + [TIMED], np.int64)
    numpy = numpy_function(name)

    def beside():
        with np.errstate(all="ignore"):
            numpy(*xs)

    functions = {"lanes": lambda: run.call(table.ctypes.data, 0, 1), "numpy": beside}
    times = interleaved(functions, 15)
    return tuple(f"{times[key] / TIMED * 1e9:.2f}" for key in functions)


def main(names: Sequence[str] = tuple(RANGES)) -> None:
    heading = ("function", "dtype", "bound", "largest ULP", "ns", "ns of numpy")
    rows = [heading]
    for name in names:
        function = getattr(LaneMath, name)
        count = len(inspect.signature(function).parameters) - 1
        for dtype in ("float32", "float64"):
            run = LaneMap(function, [dtype] * count)
            error = largest_error(name, dtype, run)
            rows.append(
                (name, dtype, function.ulp, error, *nanoseconds(name, dtype, run))
            )
    print_table("functions on lanes", rows)


if __name__ == "__main__":
    main(sys.argv[1:] or tuple(RANGES))
