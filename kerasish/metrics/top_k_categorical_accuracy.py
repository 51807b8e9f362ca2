"""How often the right class is among the likeliest, for one-hot labels."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.losses.ranks import matched
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper
from kerasish.metrics.sparse_top_k_categorical_accuracy import among_largest


class TopKCategoricalAccuracy(MeanMetricWrapper):
    """The share of samples whose class is among the k largest predictions.

    Args:
        k: how many of the largest predictions are looked at.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.TopKCategoricalAccuracy(k=2)
        >>> metric.update_state([[0, 0, 1]], [[0.1, 0.5, 0.4]])
        >>> round(float(metric.result()), 4)
        1.0
    """

    rules = {"k": rules.positive_int}

    def __init__(self, k=5, name="top_k_categorical_accuracy", dtype=None):
        super().__init__(top_k_categorical_accuracy, name, dtype, k=k)
        self.k = k


def top_k_categorical_accuracy(y_true, y_pred, k=5):
    """1 where the class is among the k largest values of y_pred, else 0.

    Args:
        y_true: one-hot, of the shape of y_pred.
        y_pred: scores; classes along the last axis.
        k: see `TopKCategoricalAccuracy`.
    """
    y_true, y_pred = matched(y_true, y_pred, "top_k_categorical_accuracy")
    return among_largest(graph.argmax(y_true, axis=-1), y_pred, k)
