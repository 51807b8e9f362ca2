"""The Poisson loss."""

from __future__ import annotations

from kerasish.losses.poisson import poisson
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class Poisson(MeanMetricWrapper):
    """The mean of `losses.poisson`.

    Args:
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.Poisson()
        >>> metric.update_state([1.0, 2.0], [1.0, 1.0])
        >>> round(float(metric.result()), 4)
        1.0
    """

    def __init__(self, name="poisson", dtype=None):
        super().__init__(poisson, name, dtype)
