"""How often predictions equal labels."""

from __future__ import annotations

import graph
from kerasish.base.settings import floatx
from kerasish.losses.ranks import matched
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class Accuracy(MeanMetricWrapper):
    """The share of predictions that equal the labels.

    Args:
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.Accuracy()
        >>> metric.update_state([1, 2], [1, 0])
        >>> round(float(metric.result()), 4)
        0.5
    """

    def __init__(self, name="accuracy", dtype=None):
        super().__init__(accuracy, name, dtype)


def accuracy(y_true, y_pred):
    """1 where y_pred equals y_true, else 0, for each value.

    Args:
        y_true, y_pred: of one shape.
    """
    y_true, y_pred = matched(y_true, y_pred, "accuracy")
    return graph.cast(y_true == y_pred, floatx())
