"""How often the likeliest class is right, for one-hot labels."""

from __future__ import annotations

import graph
from kerasish.base.settings import floatx
from kerasish.losses.ranks import matched
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class CategoricalAccuracy(MeanMetricWrapper):
    """The share of samples whose largest prediction is at the largest label.

    Args:
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.CategoricalAccuracy()
        >>> metric.update_state([[0, 1], [1, 0]], [[0.2, 0.8], [0.4, 0.6]])
        >>> round(float(metric.result()), 4)
        0.5
    """

    def __init__(self, name="categorical_accuracy", dtype=None):
        super().__init__(categorical_accuracy, name, dtype)


def categorical_accuracy(y_true, y_pred):
    """1 where the largest value of y_pred stands where that of y_true does, else 0.

    Args:
        y_true: one-hot, of the shape of y_pred.
        y_pred: scores; classes along the last axis.
    """
    y_true, y_pred = matched(y_true, y_pred, "categorical_accuracy")
    right = graph.argmax(y_true, axis=-1) == graph.argmax(y_pred, axis=-1)
    return graph.cast(right, floatx())
