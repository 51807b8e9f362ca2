"""The crossentropy of several classes with integer labels."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.tensors import to_float
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.ops.nn.crossentropies import class_labels, label_losses


class SparseCategoricalCrossentropy(LossFunctionWrapper):
    """-ln(p[y]), with y the index of the class.

    Args:
        from_logits: whether predictions are logits instead of probabilities.
        ignore_class: label whose samples do not count, or None.
        axis: of the classes.
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.SparseCategoricalCrossentropy()
        >>> round(float(loss([1], [[0.5, 0.5]])), 4)
        0.6931
    """

    rules = {
        "from_logits": rules.boolean,
        "ignore_class": rules.optional(rules.any_int),
        "axis": rules.any_int,
    }
    assumed = {"axis": -1}

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
        self.axis = axis


def sparse_categorical_crossentropy(
    y_true, y_pred, from_logits=False, ignore_class=None, axis=-1
):
    """-ln(p[y]) for each sample.

    Args:
        y_true: class indices: the shape of y_pred without the axis of the classes (or
            with size 1 there).
        y_pred: probabilities (scaled to sum 1) or logits.
        from_logits, ignore_class, axis: see `SparseCategoricalCrossentropy`.

    Raises:
        ShapeError: labels that do not fit the predictions.
        ValueError: a label that is not the index of a class (ExecutionError when a
            graph runs).
    """
    y_pred = to_float(y_pred)
    labels = class_labels(y_true, y_pred, axis, "sparse_categorical_crossentropy")
    logits = y_pred if from_logits else graph.softmax_logits(y_pred, axis)
    if ignore_class is None:
        return label_losses(labels, y_pred, logits, axis)
    counts = labels != ignore_class
    kept = graph.expand_dims(counts, axis)
    # what is ignored may be NaN, and must not reach the gradients
    if logits is None:
        y_pred = graph.where(kept, y_pred, 0.0)
    else:
        logits = graph.where(kept, logits, 0.0)
    labels = graph.where(counts, labels, 0)
    losses = label_losses(labels, y_pred, logits, axis)
    losses = graph.where(counts, losses, 0.0)
    losses.tags = counts  # only these samples count in the mean
    return losses
