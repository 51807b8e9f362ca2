"""How often predictions fall on the right side of the threshold."""

from __future__ import annotations

import graph
from kerasish.base.tensors import convert_to_tensor
from kerasish.losses.loss import match_ranks
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class BinaryAccuracy(MeanMetricWrapper):
    """The share of predictions on the side of the threshold that the label names.

    Args:
        threshold: above it a prediction means 1.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> round(float(metrics.BinaryAccuracy()([1, 0], [0.6, 0.7])), 4)
        0.5
    """

    def __init__(self, name="binary_accuracy", dtype=None, threshold=0.5):
        super().__init__(binary_accuracy, name, dtype, threshold=threshold)
        self.threshold = threshold


def binary_accuracy(y_true, y_pred, threshold=0.5):
    """1 where y_pred > threshold equals y_true, averaged over the last axis."""
    y_pred = convert_to_tensor(y_pred)
    y_true = convert_to_tensor(y_true, y_pred.dtype)
    y_true, y_pred = match_ranks(y_true, y_pred, "binary_accuracy")
    chosen = graph.cast(y_pred > threshold, y_true.dtype)
    return graph.mean(graph.cast(graph.equal(y_true, chosen), "float32"), axis=-1)
