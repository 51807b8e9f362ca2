"""The errors of the functions on lanes are within the bounds that they state."""

from __future__ import annotations

import decimal
import inspect
from decimal import Decimal

import numpy as np
import pytest

from graph.engines.native.lanes import LaneMath
from graph.testing import exact_functions as exact
from graph.testing.lane_maps import LaneMap
from graph.testing.ulp import error_in_ulp
from tests.graph.engines.native.kernels import TARGETS

POINTS = 200_000
#: where the exact results are computed digit by digit
FEW_POINTS = 60
FLOATS = "float32", "float64"
#: the dtype's positive numbers, or all, on a logarithmic scale
POSITIVE, ALL = "positive", "all"
UNIT = [(-1, 1), (-1e-4, 1e-4)]
#: where each function is tried; of two arguments there is a pair of domains
DOMAINS = {
    "exp": [(-104, 89), (-745, 710), (-1, 1)],
    "exp2": [(-150, 128), (-1075, 1024), (-1, 1)],
    "expm1": [(-104, 89), (-745, 710), *UNIT],
    "log": [(0.5, 2), POSITIVE],
    "log2": [(0.5, 2), POSITIVE],
    "log10": [(0.5, 2), POSITIVE],
    "log1p": [(-0.9999, 2), (-1e-4, 1e-4), POSITIVE],
    "logaddexp": [[(-50, 50), (-50, 50)], [(-1, 1), (-1, 1)], [ALL, ALL]],
    "sigmoid": [(-110, 110), (-750, 40), *UNIT],
    "softplus": [(-110, 110), *UNIT],
    "power": [[(0, 10), (-40, 40)], [(0.9, 1.1), (-3000, 3000)], [POSITIVE, (-1, 1)]],
    "cbrt": [(-10, 10), ALL],
    "hypot": [[(-1, 1), (-1, 1)], [ALL, ALL]],
    "sin": [(-10, 10), (-2e6, 2e6), ALL],
    "cos": [(-10, 10), (-2e6, 2e6), ALL],
    "tan": [(-10, 10), (-2e6, 2e6), ALL],
    "arcsin": UNIT,
    "arccos": UNIT,
    "arctan": [(-4, 4), ALL],
    "arctan2": [[(-1, 1), (-1, 1)], [ALL, ALL]],
    "sinh": [(-90, 90), (-711, 711), *UNIT],
    "cosh": [(-90, 90), (-711, 711), *UNIT],
    "tanh": [(-10, 10), ALL, *UNIT],
    "arcsinh": [(-4, 4), ALL],
    "arccosh": [(1, 4), (1, 1.001), POSITIVE],
    "arctanh": UNIT,
}
#: ranges of functions that only `graph.testing.exact_functions` knows exactly
EXACT_DOMAINS = {
    "erf": [(0, 5), (0, 1)],
    "erfc": [(0, 5), (5, 26)],
    "erfinv": [(0, 1), (0.99, 1)],
    "lgamma": [(0.01, 4), (2, 12), (8, 1000)],
    "digamma": [(0.01, 4), (2, 12), (8, 1000)],
    "trigamma": [(0.01, 4), (2, 12), (8, 1000)],
    "i0": [(0, 10), (10, 80)],
    "i1": [(0, 10), (10, 80)],
}
#: what numpy calls otherwise or does not have, of longdouble
REFERENCES = {
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "softplus": lambda x: np.logaddexp(x, 0),
}
EXACT = {
    "erfinv": lambda x: exact.erfinv_of_tail(1 - x),
    "i0": lambda x: exact.bessel(0, x),
    "i1": lambda x: exact.bessel(1, x),
}


def points(domain, dtype: str, seed: int, count: int = POINTS) -> np.ndarray:
    rng = np.random.default_rng(seed)
    if isinstance(domain, tuple):
        return rng.uniform(*domain, count).astype(dtype)
    form = np.finfo(dtype)
    low, high = np.log2(form.smallest_subnormal), np.log2(form.max) * 0.9999999
    size = np.exp2(rng.uniform(low, high, count)).astype(dtype)
    return size if domain == POSITIVE else size * rng.choice([-1, 1], count)


def compiled(name: str, dtype: str, target):
    """The function, and how it runs on arrays."""
    function = getattr(LaneMath, name)
    count = len(inspect.signature(function).parameters) - 1
    return function, LaneMap(function, [dtype] * count, target)


def test_each_function_with_a_bound_is_tried():
    stated = {name for name, f in vars(LaneMath).items() if hasattr(f, "ulp")}
    assert {*DOMAINS, *EXACT_DOMAINS} == stated


@pytest.mark.parametrize("target", TARGETS[:2], ids=lambda t: t.cpu)
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("name", DOMAINS)
def test_errors_are_within_the_bound(name, dtype, target):
    function, run = compiled(name, dtype, target)
    reference = REFERENCES.get(name) or getattr(np, name)
    wide = "float64" if dtype == "float32" else "longdouble"
    for number, domains in enumerate(DOMAINS[name]):
        domains = domains if isinstance(domains, list) else [domains]
        xs = [points(d, dtype, number + 99 * k) for k, d in enumerate(domains)]
        scale = np.max(np.abs(xs), axis=0) if function.of_inputs else 0
        with np.errstate(all="ignore"):
            want = reference(*[x.astype(wide) for x in xs])
        errors = error_in_ulp(run(*xs), want, scale)
        worst = np.argmax(errors)
        assert errors[worst] <= function.ulp, ([x[worst] for x in xs], errors[worst])


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("name", EXACT_DOMAINS)
def test_errors_are_within_the_bound_of_exact_numbers(name, dtype):
    function, run = compiled(name, dtype, None)
    exactly = EXACT.get(name) or getattr(exact, name)
    for number, domain in enumerate(EXACT_DOMAINS[name]):
        x = points(domain, dtype, number, FEW_POINTS)
        with decimal.localcontext(exact.CONTEXT):
            want = [exactly(Decimal(float(v))) for v in x]
            wide = np.array([np.longdouble(str(v)) for v in want])
        errors = error_in_ulp(run(x), wide, x if function.of_inputs else 0)
        worst = np.argmax(errors)
        assert errors[worst] <= function.ulp, (x[worst], errors[worst])


@pytest.mark.parametrize("target", TARGETS[:2], ids=lambda t: t.cpu)
@pytest.mark.parametrize("name", ["sin", "cos", "tan"])
def test_the_largest_angles_and_those_closest_to_multiples_of_pi(name, target):
    """Also beside small angles in the same vector, and in scalars."""
    # the float64 that is closest to a multiple of pi / 2, by Kahan's search
    closest = 6381956970095103 * 2.0**797
    x = np.array([1.0, closest, -closest, 1.7976931348623157e308, 2.0**20, 1e22, 0.5])
    x = np.concatenate([x, np.nextafter(x, 0)])
    want = getattr(np, name)(x.astype("longdouble"))
    function = getattr(LaneMath, name)
    for lanes in (None, 1):
        got = LaneMap(function, ["float64"], target, lanes)(x)
        assert error_in_ulp(got, want).max() <= function.ulp
