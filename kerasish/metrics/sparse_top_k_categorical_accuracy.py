"""How often the right class is among the likeliest, for integer labels."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.base.settings import floatx
from kerasish.base.tensors import convert_to_tensor
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper
from kerasish.ops.nn.crossentropies import class_labels


class SparseTopKCategoricalAccuracy(MeanMetricWrapper):
    """The share of samples whose label is among the k largest predictions.

    Args:
        k: how many of the largest predictions are looked at.
        from_sorted_ids: whether predictions are class indices, the likeliest first.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.SparseTopKCategoricalAccuracy(k=2)
        >>> metric.update_state([2], [[0.1, 0.5, 0.4]])
        >>> round(float(metric.result()), 4)
        1.0
    """

    rules = {"k": rules.positive_int, "from_sorted_ids": rules.boolean}

    def __init__(
        self,
        k=5,
        name="sparse_top_k_categorical_accuracy",
        dtype=None,
        from_sorted_ids=False,
    ):
        super().__init__(
            sparse_top_k_categorical_accuracy,
            name,
            dtype,
            k=k,
            from_sorted_ids=from_sorted_ids,
        )
        self.k = k
        self.from_sorted_ids = from_sorted_ids

    def get_config(self) -> dict:
        config = super().get_config()
        if not config["from_sorted_ids"]:  # Keras leaves it out
            del config["from_sorted_ids"]
        return config


def sparse_top_k_categorical_accuracy(y_true, y_pred, k=5, from_sorted_ids=False):
    """1 where the label is among the k largest values of y_pred, else 0.

    Args:
        y_true: class indices: the shape of y_pred without its last axis.
        y_pred: scores along the last axis, or sorted class indices.
        k, from_sorted_ids: see `SparseTopKCategoricalAccuracy`.
    """
    y_pred = convert_to_tensor(y_pred)
    labels = class_labels(y_true, y_pred, -1, "sparse_top_k_categorical_accuracy")
    if not from_sorted_ids:
        return among_largest(labels, y_pred, k)
    best = graph.cast(y_pred[..., :k], labels.dtype)
    found = graph.any(best == graph.expand_dims(labels, -1), axis=-1)
    return graph.cast(found, floatx())


@internal
def among_largest(labels, y_pred, k):
    """1 where the label's prediction is among the k largest, else 0."""
    flat = graph.reshape(y_pred, (-1, y_pred.spec.shape[-1]))
    found = graph.in_top_k(graph.ravel(labels), flat, k)
    return graph.reshape(graph.cast(found, floatx()), graph.shape(labels))
