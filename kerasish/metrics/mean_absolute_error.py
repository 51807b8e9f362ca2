"""The mean absolute error."""

from __future__ import annotations

from kerasish.losses.mean_absolute_error import mean_absolute_error
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class MeanAbsoluteError(MeanMetricWrapper):
    """The mean of `losses.mean_absolute_error`.

    Args:
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.MeanAbsoluteError()
        >>> metric.update_state([0.0, 1.0], [2.0, 1.0])
        >>> round(float(metric.result()), 4)
        1.0
    """

    def __init__(self, name="mean_absolute_error", dtype=None):
        super().__init__(mean_absolute_error, name, dtype)
