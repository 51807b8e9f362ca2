"""The concordance correlation."""

from __future__ import annotations

import graph
from kerasish.base.settings import epsilon
from kerasish.losses.ranks import matched
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class ConcordanceCorrelation(MeanMetricWrapper):
    """2 cov / (var(y_true) + var(y_pred) + (difference of means)**2), over samples.

    Args:
        axis: along which values are compared.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.ConcordanceCorrelation()
        >>> metric.update_state([[0.0, 1.0, 2.0]], [[1.0, 3.0, 5.0]])
        >>> round(float(metric.result()), 4)
        0.3636
    """

    def __init__(self, name="concordance_correlation", dtype=None, axis=-1):
        super().__init__(concordance_correlation, name, dtype, axis=axis)
        self.axis = axis


def concordance_correlation(y_true, y_pred, axis=-1):
    """The concordance correlation along the axis, for each sample.

    Args:
        y_true, y_pred: of one shape.
        axis: along which values are compared.
    """
    y_true, y_pred = matched(y_true, y_pred, "concordance_correlation")
    means = [graph.mean(y, axis=axis, keepdims=True) for y in (y_true, y_pred)]
    spreads = [graph.var(y, axis=axis, keepdims=True) for y in (y_true, y_pred)]
    # centring one factor is enough for the mean
    products = (y_true - means[1]) * (y_pred - means[1])
    norm = spreads[0] + spreads[1] + graph.square(means[0] - means[1])
    return graph.mean(2.0 * products / (norm + epsilon()), axis=axis)
