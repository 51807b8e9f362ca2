"""How often the likeliest class is right, for integer labels."""

from __future__ import annotations

import graph
from kerasish.base.tensors import convert_to_tensor
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class SparseCategoricalAccuracy(MeanMetricWrapper):
    """The share of samples whose largest prediction is at the label.

    Args:
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> round(float(metrics.SparseCategoricalAccuracy()([1, 0], [[0.2, 0.8], [0.4, 0.6]])), 4)
        0.5
    """

    def __init__(self, name="sparse_categorical_accuracy", dtype=None):
        super().__init__(sparse_categorical_accuracy, name, dtype)


def sparse_categorical_accuracy(y_true, y_pred):
    """1 where the largest value of y_pred stands at y_true, else 0."""
    y_true, y_pred = convert_to_tensor(y_true), convert_to_tensor(y_pred)
    if y_true.ndim == y_pred.ndim and y_true.spec.shape[-1] == 1:
        y_true = graph.squeeze(y_true, -1)
    chosen = graph.argmax(y_pred, axis=-1)
    return graph.cast(graph.equal(graph.cast(y_true, chosen.dtype), chosen), "float32")
