"""How often predictions are on the right side of a threshold."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.settings import floatx
from kerasish.losses.ranks import matched
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class BinaryAccuracy(MeanMetricWrapper):
    """The share of predictions on the side of the threshold that the label names.

    Args:
        threshold: above it a prediction means 1.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.BinaryAccuracy()
        >>> metric.update_state([1, 0], [0.6, 0.7])
        >>> round(float(metric.result()), 4)
        0.5
    """

    rules = {"threshold": rules.finite_number}

    def __init__(self, name="binary_accuracy", dtype=None, threshold=0.5):
        super().__init__(binary_accuracy, name, dtype, threshold=threshold)
        self.threshold = threshold


def binary_accuracy(y_true, y_pred, threshold=0.5):
    """1 where y_true is 1 and y_pred > threshold, or 0 and not; else 0.

    Args:
        y_true, y_pred: of one shape.
        threshold: see `BinaryAccuracy`.
    """
    y_true, y_pred = matched(y_true, y_pred, "binary_accuracy")
    chosen = graph.cast(y_pred > threshold, y_true.dtype)
    return graph.cast(y_true == chosen, floatx())
