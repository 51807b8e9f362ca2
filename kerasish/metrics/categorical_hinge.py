"""The hinge loss of several classes."""

from __future__ import annotations

from kerasish.losses.categorical_hinge import categorical_hinge
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class CategoricalHinge(MeanMetricWrapper):
    """The mean of `losses.categorical_hinge`.

    Args:
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.CategoricalHinge()
        >>> metric.update_state([[0.0, 1.0]], [[0.5, 0.75]])
        >>> round(float(metric.result()), 4)
        0.75
    """

    def __init__(self, name="categorical_hinge", dtype=None):
        super().__init__(categorical_hinge, name, dtype)
