"""The poisson."""

from __future__ import annotations

from kerasish.losses.poisson import poisson
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class Poisson(MeanMetricWrapper):
    """The running mean of `losses.poisson`.

    Args:
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> round(float(metrics.Poisson()([0.0, 1.0], [1.0, 1.0])), 4)
        1.0
    """

    def __init__(self, name="poisson", dtype=None):
        super().__init__(poisson, name, dtype)
