"""The square of the hinge loss."""

from __future__ import annotations

from kerasish.losses.squared_hinge import squared_hinge
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class SquaredHinge(MeanMetricWrapper):
    """The mean of `losses.squared_hinge`.

    Args:
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.SquaredHinge()
        >>> metric.update_state([[-1.0, 1.0]], [[0.5, 2.0]])
        >>> round(float(metric.result()), 4)
        1.125
    """

    def __init__(self, name="squared_hinge", dtype=None):
        super().__init__(squared_hinge, name, dtype)
