"""The mean squared error of logarithms."""

from __future__ import annotations

from kerasish.losses.mean_squared_logarithmic_error import (
    mean_squared_logarithmic_error,
)
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class MeanSquaredLogarithmicError(MeanMetricWrapper):
    """The mean of `losses.mean_squared_logarithmic_error`.

    Args:
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.MeanSquaredLogarithmicError()
        >>> metric.update_state([0.0, 3.0], [0.0, 1.0])
        >>> round(float(metric.result()), 4)
        0.2402
    """

    def __init__(self, name="mean_squared_logarithmic_error", dtype=None):
        super().__init__(mean_squared_logarithmic_error, name, dtype)
