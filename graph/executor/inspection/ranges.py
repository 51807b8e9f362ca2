"""A few numbers that say what is in an array."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from graph.ir.dtypes import kind_of


class Range(NamedTuple):
    """Smallest, mean and largest of the finite numbers, and how many are not finite."""

    low: float
    mean: float
    high: float
    nonfinite: int

    def __str__(self) -> str:
        text = f"[{self.low:.4g}, {self.high:.4g}]"
        return f"{text} and {self.nonfinite} not finite" if self.nonfinite else text


def range_of(array: np.ndarray) -> Range | None:
    """The range of an array of numbers; None if no number in it is finite.

    Example:
        >>> import numpy as np
        >>> str(range_of(np.array([1.0, 3.0, np.nan])))
        '[1, 3] and 1 not finite'
    """
    if kind_of(array.dtype) not in "biufc":
        return None
    if kind_of(array.dtype) == "c":
        array = np.abs(array)
    nonfinite = 0
    if kind_of(array.dtype) == "f":
        finite = np.isfinite(array)
        nonfinite = array.size - int(np.count_nonzero(finite))
        array = array[finite] if nonfinite else array
    if not array.size:
        return None
    mean = float(array.mean(dtype=np.float64))
    return Range(float(array.min()), mean, float(array.max()), nonfinite)
