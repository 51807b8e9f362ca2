"""The best recall with at least a precision."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.metrics.curve_point import CurvePoint


class RecallAtPrecision(CurvePoint):
    """The largest recall at thresholds with at least this precision.

    Args:
        precision: the least precision, 0 to 1.
        num_thresholds: how many thresholds from 0 to 1 are tried.
        class_id: the class that alone counts; None for all.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.RecallAtPrecision(0.5)
        >>> metric.update_state([0, 0, 0, 1, 1], [0.0, 0.3, 0.8, 0.3, 0.8])
        >>> round(float(metric.result()), 4)
        1.0
    """

    rules = {"precision": rules.fraction}

    def __init__(
        self, precision, num_thresholds=200, class_id=None, name=None, dtype=None
    ):
        super().__init__(precision, num_thresholds, class_id, name, dtype)
        self.precision = precision

    def result(self):
        """The recall; 0 where no threshold will do."""
        return self.best(self.sensitivities(), self.precisions())
