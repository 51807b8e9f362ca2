"""The Pearson correlation."""

from __future__ import annotations

import graph
from kerasish.losses.ranks import matched
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class PearsonCorrelation(MeanMetricWrapper):
    """cov(y_true, y_pred) / (std(y_true) * std(y_pred)), the mean over samples.

    Args:
        axis: along which values are compared.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.PearsonCorrelation()
        >>> metric.update_state([[0.0, 1.0, 2.0]], [[1.0, 3.0, 5.0]])
        >>> round(float(metric.result()), 4)
        1.0
    """

    def __init__(self, name="pearson_correlation", dtype=None, axis=-1):
        super().__init__(pearson_correlation, name, dtype, axis=axis)
        self.axis = axis


def pearson_correlation(y_true, y_pred, axis=-1):
    """The Pearson correlation along the axis, for each sample.

    Args:
        y_true, y_pred: of one shape.
        axis: along which values are compared.
    """
    y_true, y_pred = matched(y_true, y_pred, "pearson_correlation")
    units = []
    for y in (y_true, y_pred):
        centred = y - graph.mean(y, axis=axis, keepdims=True)
        units.append(centred / graph.std(centred, axis=axis, keepdims=True))
    return graph.mean(units[0] * units[1], axis=axis)
