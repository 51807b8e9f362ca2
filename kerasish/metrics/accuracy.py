"""How often predictions equal labels."""

from __future__ import annotations

import graph
from kerasish.base.tensors import convert_to_tensor
from kerasish.losses.loss import match_ranks
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class Accuracy(MeanMetricWrapper):
    """The share of predictions that equal the labels.

    Args:
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> round(float(metrics.Accuracy()([1, 2], [1, 0])), 4)
        0.5
    """

    def __init__(self, name="accuracy", dtype=None):
        super().__init__(accuracy, name, dtype)


def accuracy(y_true, y_pred):
    """1 where y_pred equals y_true, else 0, averaged over the last axis."""
    y_pred = convert_to_tensor(y_pred)
    y_true = convert_to_tensor(y_true, y_pred.dtype)
    y_true, y_pred = match_ranks(y_true, y_pred, "accuracy")
    return graph.mean(graph.cast(graph.equal(y_true, y_pred), "float32"), axis=-1)
