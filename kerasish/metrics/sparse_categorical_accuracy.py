"""How often the likeliest class is right, for integer labels."""

from __future__ import annotations

import graph
from kerasish.base.settings import floatx
from kerasish.base.tensors import convert_to_tensor
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper
from kerasish.ops.nn.crossentropies import class_labels


class SparseCategoricalAccuracy(MeanMetricWrapper):
    """The share of samples whose largest prediction is at the label.

    Args:
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.SparseCategoricalAccuracy()
        >>> metric.update_state([1, 0], [[0.2, 0.8], [0.4, 0.6]])
        >>> round(float(metric.result()), 4)
        0.5
    """

    def __init__(self, name="sparse_categorical_accuracy", dtype=None):
        super().__init__(sparse_categorical_accuracy, name, dtype)


def sparse_categorical_accuracy(y_true, y_pred):
    """1 where the largest value of y_pred stands at y_true, else 0.

    Args:
        y_true: class indices: the shape of y_pred without its last axis (or with size
            1 there).
        y_pred: scores; classes along the last axis.
    """
    y_pred = convert_to_tensor(y_pred)
    labels = class_labels(y_true, y_pred, -1, "sparse_categorical_accuracy")
    chosen = graph.argmax(y_pred, axis=-1)
    return graph.cast(labels == graph.cast(chosen, labels.dtype), floatx())
