"""The hinge loss of binary classifiers."""

from __future__ import annotations

from kerasish.losses.hinge import hinge
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class Hinge(MeanMetricWrapper):
    """The mean of `losses.hinge`.

    Args:
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.Hinge()
        >>> metric.update_state([[-1.0, 1.0]], [[0.5, 2.0]])
        >>> round(float(metric.result()), 4)
        0.75
    """

    def __init__(self, name="hinge", dtype=None):
        super().__init__(hinge, name, dtype)
