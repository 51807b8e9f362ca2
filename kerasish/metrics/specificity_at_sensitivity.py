"""The best specificity with at least a sensitivity."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.metrics.curve_point import CurvePoint


class SpecificityAtSensitivity(CurvePoint):
    """The largest share of zeros found, where at least this share of ones is.

    Args:
        sensitivity: the least sensitivity, 0 to 1.
        num_thresholds: how many thresholds from 0 to 1 are tried.
        class_id: the class that alone counts; None for all.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.SpecificityAtSensitivity(0.4)
        >>> metric.update_state([0, 0, 0, 1, 1], [0.0, 0.3, 0.8, 0.3, 0.8])
        >>> round(float(metric.result()), 4)
        0.6667
    """

    rules = {"sensitivity": rules.fraction}

    def __init__(
        self, sensitivity, num_thresholds=200, class_id=None, name=None, dtype=None
    ):
        super().__init__(sensitivity, num_thresholds, class_id, name, dtype)
        self.sensitivity = sensitivity

    def result(self):
        """The specificity; 0 where no threshold will do."""
        return self.best(self.specificities(), self.sensitivities())
