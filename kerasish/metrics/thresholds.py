"""The thresholds at which predictions are called positive."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.discovery import internal
from kerasish.base.rules import Rule
from kerasish.base.settings import epsilon

#: below every score that is looked at
LOWEST = -1e10


def _accepts(value) -> bool:
    values = value if isinstance(value, (list, tuple, np.ndarray)) else [value]
    return len(values) > 0 and all(
        isinstance(v, (int, float, np.number)) and 0 <= v <= 1 for v in values
    )


threshold_rule = Rule(
    "None, a number from 0 to 1, or a list of them",
    lambda value: value is None or _accepts(value),
    (-0.5, 2.0, [0.5, 1.5], "0.5"),
)


@internal
class Thresholds:
    """Ascending or mixed thresholds, and how many of them a prediction exceeds.

    Args:
        values: one or more numbers.
        even: whether they cut 0 to 1 into equal parts; found out if None.
    """

    def __init__(self, values, even: bool | None = None):
        self.values = [float(v) for v in np.atleast_1d(values)]
        self._sorted = np.sort(np.array(self.values))
        self._ranks = np.searchsorted(self._sorted, self.values)
        self.are_even = _are_even(self.values) if even is None else even

    def __len__(self) -> int:
        return len(self.values)

    def exceeded(self, y_pred):
        """The number of thresholds that lie below each prediction; 0 for NaN."""
        y_pred = graph.where(graph.isnan(y_pred), LOWEST, y_pred)
        if not self.are_even:
            limits = self._sorted.astype(y_pred.dtype)
            return graph.cast(graph.searchsorted(limits, y_pred), "int64")
        position = graph.clip(y_pred, 0.0, 1.0) * (len(self) - 1.0)
        lowest = 1 if self._sorted[0] < 0 else 0  # 0 exceeds a threshold below it
        return graph.maximum(graph.cast(graph.ceil(position), "int64"), lowest)

    def in_order(self, counts):
        """Counts for ascending thresholds, in the order of the values."""
        ascending = (np.diff(self._ranks) == 1).all()
        return counts if ascending else graph.take(counts, self._ranks, axis=0)


def _are_even(values) -> bool:
    steps = np.linspace(0.0, 1.0, len(values))
    return len(values) > 2 and np.allclose(values, steps, atol=epsilon())
