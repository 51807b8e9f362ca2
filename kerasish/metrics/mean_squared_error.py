"""The mean squared error."""

from __future__ import annotations

from kerasish.losses.mean_squared_error import mean_squared_error
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class MeanSquaredError(MeanMetricWrapper):
    """The mean of `losses.mean_squared_error`.

    Args:
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.MeanSquaredError()
        >>> metric.update_state([0.0, 1.0], [1.0, 1.0])
        >>> round(float(metric.result()), 4)
        0.5
    """

    def __init__(self, name="mean_squared_error", dtype=None):
        super().__init__(mean_squared_error, name, dtype)
