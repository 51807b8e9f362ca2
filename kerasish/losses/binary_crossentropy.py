"""The crossentropy of two classes."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.losses.ranks import matched
from kerasish.ops.nn.crossentropies import binary_crossentropy as elementwise


class BinaryCrossentropy(LossFunctionWrapper):
    """-mean(y ln(p) + (1 - y) ln(1 - p)).

    Args:
        from_logits: whether predictions are logits instead of probabilities.
        label_smoothing: 0 to 1; how far labels are moved towards 0.5.
        axis: over which the mean is taken.
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.BinaryCrossentropy()
        >>> round(float(loss([1.0, 0.0], [0.5, 0.5])), 4)
        0.6931
    """

    rules = {"from_logits": rules.boolean, "label_smoothing": rules.fraction}

    def __init__(
        self,
        from_logits=False,
        label_smoothing=0.0,
        axis=-1,
        reduction="sum_over_batch_size",
        name="binary_crossentropy",
        dtype=None,
    ):
        super().__init__(
            binary_crossentropy,
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


def binary_crossentropy(
    y_true, y_pred, from_logits=False, label_smoothing=0.0, axis=-1
):
    """-mean(y ln(p) + (1 - y) ln(1 - p)) for each sample.

    Args:
        y_true: 0 or 1, of the shape of y_pred.
        y_pred: probabilities or logits.
        from_logits, label_smoothing, axis: see `BinaryCrossentropy`.

    Raises:
        ShapeError: shapes that do not fit.
    """
    y_true, y_pred = matched(y_true, y_pred, "binary_crossentropy")
    y_true = smoothed(y_true, label_smoothing, 2)
    return graph.mean(elementwise(y_true, y_pred, from_logits), axis=axis)


@internal
def smoothed(y_true, label_smoothing, classes):
    """Labels moved towards the same probability for all classes."""
    if not label_smoothing:
        return y_true
    return y_true * (1.0 - label_smoothing) + label_smoothing / classes
