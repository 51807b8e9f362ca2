"""The crossentropy of several classes with integer labels."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.base.tensors import convert_to_tensor, to_float
from kerasish.losses.categorical_crossentropy import class_log_probabilities
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper


class SparseCategoricalCrossentropy(LossFunctionWrapper):
    """-ln(p[y]), with y the index of the class.

    Args:
        from_logits: whether predictions are logits instead of probabilities.
        ignore_class: label whose samples do not count, or None.
        reduction, name, axis, dtype: see `Loss`; axis is that of the classes.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.SparseCategoricalCrossentropy()
        >>> round(float(loss([1], [[0.5, 0.5]])), 4)
        0.6931
    """

    rules = {
        "from_logits": rules.boolean,
        "ignore_class": rules.optional(rules.any_int),
    }

    def __init__(
        self,
        from_logits=False,
        ignore_class=None,
        reduction="sum_over_batch_size",
        axis=-1,
        name="sparse_categorical_crossentropy",
        dtype=None,
    ):
        super().__init__(
            sparse_categorical_crossentropy,
            reduction,
            name,
            dtype,
            from_logits=from_logits,
            ignore_class=ignore_class,
            axis=axis,
        )
        self.from_logits = from_logits
        self.ignore_class = ignore_class

    def get_config(self):
        return {k: v for k, v in super().get_config().items() if k != "axis"}


def sparse_categorical_crossentropy(
    y_true, y_pred, from_logits=False, ignore_class=None, axis=-1
):
    """-ln(p[y]) for each sample.

    Args:
        y_true: class indices: the shape of y_pred without the axis of the classes
            (or with size 1 there).
        y_pred: probabilities (scaled to sum 1) or logits.
        from_logits, ignore_class, axis: see `SparseCategoricalCrossentropy`.

    Raises:
        ShapeError: labels that do not fit the predictions.
        ExecutionError: a label that is not the index of a class.
    """
    y_pred = to_float(y_pred)
    labels = _labels(convert_to_tensor(y_true), y_pred, axis)
    counts = None
    if ignore_class is not None:
        counts = labels != ignore_class
        labels = graph.where(counts, labels, 0)
    logarithms = class_log_probabilities(y_pred, from_logits, axis)
    picked = graph.pick_class(logarithms, labels, axis)
    if counts is None:
        return -picked
    losses = graph.where(counts, -picked, 0.0)
    losses.tags = counts  # only these samples count in the mean
    return losses


def _labels(y_true, y_pred, axis):
    """Integer labels without the axis of the classes."""
    if y_true.ndim == y_pred.ndim and y_true.spec.shape[axis] == 1:
        y_true = graph.squeeze(y_true, axis)
    if y_true.ndim != y_pred.ndim - 1:
        fail(
            "sparse_categorical_crossentropy: labels and predictions do not fit",
            {"y_true": y_true.spec, "y_pred": y_pred.spec},
            "labels are class indices with one axis less; for one-hot labels use "
            "categorical_crossentropy",
            graph.ShapeError,
        )
    return graph.cast(y_true, "int64")
