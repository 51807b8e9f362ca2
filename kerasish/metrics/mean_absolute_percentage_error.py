"""The mean absolute error in percent of the target."""

from __future__ import annotations

from kerasish.losses.mean_absolute_percentage_error import (
    mean_absolute_percentage_error,
)
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class MeanAbsolutePercentageError(MeanMetricWrapper):
    """The mean of `losses.mean_absolute_percentage_error`.

    Args:
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.MeanAbsolutePercentageError()
        >>> metric.update_state([2.0, 4.0], [3.0, 4.0])
        >>> round(float(metric.result()), 4)
        25.0
    """

    def __init__(self, name="mean_absolute_percentage_error", dtype=None):
        super().__init__(mean_absolute_percentage_error, name, dtype)
