"""The best precision with at least a recall."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.metrics.curve_point import CurvePoint


class PrecisionAtRecall(CurvePoint):
    """The largest precision at thresholds with at least this recall.

    Args:
        recall: the least recall, 0 to 1.
        num_thresholds: how many thresholds from 0 to 1 are tried.
        class_id: the class that alone counts; None for all.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.PrecisionAtRecall(0.5)
        >>> metric.update_state([0, 0, 0, 1, 1], [0.0, 0.3, 0.8, 0.3, 0.8])
        >>> round(float(metric.result()), 4)
        0.5
    """

    rules = {"recall": rules.fraction}

    def __init__(
        self, recall, num_thresholds=200, class_id=None, name=None, dtype=None
    ):
        super().__init__(recall, num_thresholds, class_id, name, dtype)
        self.recall = recall

    def result(self):
        """The precision; 0 where no threshold will do."""
        return self.best(self.precisions(), self.sensitivities())
