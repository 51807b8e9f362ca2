"""The crossentropy of several classes with one-hot labels."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.base.settings import epsilon
from kerasish.base.tensors import to_float
from kerasish.losses.loss import match_ranks
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper


class CategoricalCrossentropy(LossFunctionWrapper):
    """-sum(y ln(p)) over the classes.

    Args:
        from_logits: whether predictions are logits instead of probabilities.
        label_smoothing: 0 to 1; how much of each label is spread over all classes.
        axis: of the classes.
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.CategoricalCrossentropy()
        >>> round(float(loss([[0.0, 1.0]], [[0.5, 0.5]])), 4)
        0.6931
    """

    rules = {"from_logits": rules.boolean, "label_smoothing": rules.fraction}

    def __init__(
        self,
        from_logits=False,
        label_smoothing=0.0,
        axis=-1,
        reduction="sum_over_batch_size",
        name="categorical_crossentropy",
        dtype=None,
    ):
        super().__init__(
            categorical_crossentropy,
            reduction,
            name,
            dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )
        self.from_logits = from_logits
        self.label_smoothing = label_smoothing
        self.axis = axis


def categorical_crossentropy(
    y_true, y_pred, from_logits=False, label_smoothing=0.0, axis=-1
):
    """-sum(y ln(p)) for each sample.

    Args:
        y_true: one-hot or class probabilities, of the shape of y_pred.
        y_pred: probabilities (scaled to sum 1) or logits.
        from_logits, label_smoothing, axis: see `CategoricalCrossentropy`.
    """
    y_pred = to_float(y_pred)
    y_true = to_float(y_true, y_pred.dtype)
    y_true, y_pred = match_ranks(y_true, y_pred, "categorical_crossentropy")
    if label_smoothing:
        classes = y_pred.spec.shape[axis]
        y_true = y_true * (1.0 - label_smoothing) + label_smoothing / classes
    return -graph.sum(y_true * class_log_probabilities(y_pred, from_logits, axis), axis)


@internal
def class_log_probabilities(y_pred, from_logits, axis):
    """ln(p) along the axis, from logits, or from probabilities scaled to sum 1."""
    if from_logits:
        return graph.log_softmax(y_pred, axis)
    y_pred = y_pred / graph.sum(y_pred, axis, keepdims=True)
    return graph.log(graph.clip(y_pred, epsilon(), 1.0 - epsilon()))
