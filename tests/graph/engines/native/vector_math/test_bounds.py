"""The errors of the functions on lanes are within the bounds that they state."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.special

from graph.engines.native.lanes import LaneMath
from graph.testing.lane_maps import LaneMap
from graph.testing.ulp import error_in_ulp
from tests.graph.engines.native.kernels import TARGETS

POINTS = 200_000
FLOATS = "float32", "float64"
#: everything that is a positive number, or a number, on a logarithmic scale
POSITIVE, ALL = "positive", "all"
UNIT = [(-1, 1), (-1e-4, 1e-4)]
#: where each function is tried: ranges, or the dtype's positive or all numbers
DOMAINS = {
    "exp": [(-104, 89), (-745, 710), (-1, 1)],
    "exp2": [(-150, 128), (-1075, 1024), (-1, 1)],
    "expm1": [(-104, 89), (-745, 710), *UNIT],
    "log": [(0.5, 2), POSITIVE],
    "log2": [(0.5, 2), POSITIVE],
    "log10": [(0.5, 2), POSITIVE],
    "log1p": [(-0.9999, 2), (-1e-4, 1e-4), POSITIVE],
    "sigmoid": [(-110, 110), (-750, 40), *UNIT],
    "softplus": [(-110, 110), *UNIT],
    "tanh": [(-10, 10), ALL, *UNIT],
    "erf": [(-6, 6), *UNIT],
}
#: what numpy calls otherwise or does not have, of longdouble
REFERENCES = {
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "softplus": lambda x: np.logaddexp(x, 0),
}
#: of float64: what scipy has, which is itself about 1 ULP off
SCIPY = {"erf": scipy.special.erf}
APPROXIMATE = {
    name for name, function in vars(LaneMath).items() if hasattr(function, "ulp")
}


def points(domain, dtype: str, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    if isinstance(domain, tuple):
        return rng.uniform(*domain, POINTS).astype(dtype)
    form = np.finfo(dtype)
    low, high = np.log2(form.smallest_subnormal), np.log2(form.max) * 0.9999999
    size = np.exp2(rng.uniform(low, high, POINTS)).astype(dtype)
    return size if domain == POSITIVE else size * rng.choice([-1, 1], POINTS)


def reference(name: str, dtype: str):
    """An exact function of arrays, and what it is itself off by in ULP of the dtype."""
    wide = "float64" if dtype == "float32" or name in SCIPY else "longdouble"
    function = SCIPY.get(name) or REFERENCES.get(name) or getattr(np, name)
    return lambda x: function(x.astype(wide)), 1.0 if wide == dtype else 0.0


def test_each_function_with_a_bound_is_tried():
    assert set(DOMAINS) == APPROXIMATE - {"logaddexp"}


@pytest.mark.parametrize("target", TARGETS[:2], ids=lambda t: t.cpu)
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("name", DOMAINS)
def test_errors_are_within_the_bound(name, dtype, target):
    function = getattr(LaneMath, name)
    run = LaneMap(function, [dtype], target)
    exact, own_error = reference(name, dtype)
    for number, domain in enumerate(DOMAINS[name]):
        x = points(domain, dtype, number)
        with np.errstate(all="ignore"):
            errors = error_in_ulp(run(x), exact(x))
        worst = np.argmax(errors)
        assert errors[worst] <= function.ulp + own_error, (x[worst], errors[worst])
