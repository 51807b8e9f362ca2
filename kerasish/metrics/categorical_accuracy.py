"""How often the likeliest class is right, for one-hot labels."""

from __future__ import annotations

import graph
from kerasish.base.tensors import convert_to_tensor
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class CategoricalAccuracy(MeanMetricWrapper):
    """The share of samples whose largest prediction is at the largest label.

    Args:
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> round(float(metrics.CategoricalAccuracy()([[0.0, 1.0]], [[0.2, 0.8]])), 4)
        1.0
    """

    def __init__(self, name="categorical_accuracy", dtype=None):
        super().__init__(categorical_accuracy, name, dtype)


def categorical_accuracy(y_true, y_pred):
    """1 where the largest values of y_true and y_pred stand at one place, else 0."""
    y_true = graph.argmax(convert_to_tensor(y_true), axis=-1)
    y_pred = graph.argmax(convert_to_tensor(y_pred), axis=-1)
    return graph.cast(graph.equal(y_true, y_pred), "float32")
