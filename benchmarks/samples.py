"""Statistics of repeated timings, and how cost grows with size."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import NamedTuple


class Summary(NamedTuple):
    """The least, the quartiles and the number of some timings."""

    least: float
    lower: float
    median: float
    upper: float
    count: int


def summarise(values: Sequence[float]) -> Summary:
    """Raises ValueError without values."""
    if not values:
        raise ValueError("no timings")
    if len(values) == 1:
        lower = median = upper = values[0]
    else:
        lower, median, upper = statistics.quantiles(values, n=4, method="inclusive")
    return Summary(min(values), lower, median, upper, len(values))


def fit_exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """p of the power law cost = c * size**p that is nearest in logarithms.

    Raises:
        ValueError: fewer than two different sizes.
    """
    x, y = [math.log(s) for s in sizes], [math.log(c) for c in costs]
    if len(set(x)) < 2:
        raise ValueError("an exponent needs two different sizes")
    return statistics.linear_regression(x, y).slope
