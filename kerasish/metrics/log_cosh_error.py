"""The logarithm of the hyperbolic cosine of the error."""

from __future__ import annotations

from kerasish.losses.log_cosh import log_cosh
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class LogCoshError(MeanMetricWrapper):
    """The mean of `losses.log_cosh`.

    Args:
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.LogCoshError()
        >>> metric.update_state([0.0, 1.0], [1.0, 1.0])
        >>> round(float(metric.result()), 4)
        0.2169
    """

    def __init__(self, name="logcosh", dtype=None):
        super().__init__(log_cosh, name, dtype)
