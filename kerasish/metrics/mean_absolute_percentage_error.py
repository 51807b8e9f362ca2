"""The mean absolute percentage error."""

from __future__ import annotations

from kerasish.losses.mean_absolute_percentage_error import (
    mean_absolute_percentage_error,
)
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class MeanAbsolutePercentageError(MeanMetricWrapper):
    """The running mean of `losses.mean_absolute_percentage_error`.

    Args:
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> round(float(metrics.MeanAbsolutePercentageError()([1.0, 2.0], [1.0, 1.0])), 4)
        25.0
    """

    def __init__(self, name="mean_absolute_percentage_error", dtype=None):
        super().__init__(mean_absolute_percentage_error, name, dtype)
