"""Medians, quartiles and exponents."""

from __future__ import annotations

import pytest

from benchmarks.samples import fit_exponent, summarise


def test_quartiles():
    summary = summarise([5.0, 1.0, 2.0, 4.0, 3.0])
    assert summary == (1.0, 2.0, 3.0, 4.0, 5)


def test_one_value_is_all_of_its_quartiles():
    assert summarise([7.0]) == (7.0, 7.0, 7.0, 7.0, 1)


def test_nothing_has_no_summary():
    with pytest.raises(ValueError, match="no timings"):
        summarise([])


@pytest.mark.parametrize("power", [0.0, 1.0, 1.7, 2.0])
def test_exponent_of_a_power_law(power):
    sizes = (32, 64, 128, 256)
    costs = [0.3 * size**power for size in sizes]
    assert fit_exponent(sizes, costs) == pytest.approx(power, abs=1e-9)


def test_exponent_of_a_cost_with_a_constant_part_is_lower():
    sizes = (1, 10, 100)
    assert 0 < fit_exponent(sizes, [10 + size for size in sizes]) < 1


def test_an_exponent_needs_two_sizes():
    with pytest.raises(ValueError, match="two different sizes"):
        fit_exponent([8, 8], [1.0, 2.0])
