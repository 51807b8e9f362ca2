"""The best sensitivity with at least a specificity."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.metrics.curve_point import CurvePoint


class SensitivityAtSpecificity(CurvePoint):
    """The largest share of ones found, where at least this share of zeros is.

    Args:
        specificity: the least specificity, 0 to 1.
        num_thresholds: how many thresholds from 0 to 1 are tried.
        class_id: the class that alone counts; None for all.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.SensitivityAtSpecificity(0.6)
        >>> metric.update_state([0, 0, 0, 1, 1], [0.0, 0.3, 0.8, 0.3, 0.8])
        >>> round(float(metric.result()), 4)
        0.5
    """

    rules = {"specificity": rules.fraction}

    def __init__(
        self, specificity, num_thresholds=200, class_id=None, name=None, dtype=None
    ):
        super().__init__(specificity, num_thresholds, class_id, name, dtype)
        self.specificity = specificity

    def result(self):
        """The sensitivity; 0 where no threshold will do."""
        return self.best(self.sensitivities(), self.specificities())
