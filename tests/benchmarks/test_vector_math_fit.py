"""The coefficients in the engine are those that the fits give."""

from __future__ import annotations

import pytest

from benchmarks.vector_math_fit import SPLITS, fit, shown, split, tables
from graph.engines.native.vector_math import coefficients


def as_written(values, dtype) -> tuple:
    return tuple(float(shown(value, dtype)) for value in values)


def test_every_table_has_a_fit():
    named = {name for name in vars(coefficients) if name.endswith(("_F32", "_F64"))}
    assert named == {*tables(), *SPLITS}


@pytest.mark.parametrize("name", ["EXP_F32", "LOG_F32", "SIN_F64", "CBRT_F64"])
def test_polynomials_are_those_of_the_fit(name):
    what = tables()[name]
    values, error = fit(what)
    assert as_written(values, what.dtype) == getattr(coefficients, name)
    assert error < 1e-6


@pytest.mark.parametrize("name", SPLITS)
def test_constants_are_those_of_the_split(name):
    dtype, value, bits = SPLITS[name]
    parts = split(dtype, value, bits)
    assert as_written(parts, dtype) == getattr(coefficients, name)
    assert abs(sum(map(float, parts)) - float(value)) < 1e-7
