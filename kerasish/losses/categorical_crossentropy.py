"""The crossentropy of several classes with one-hot labels."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.losses.binary_crossentropy import smoothed
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.losses.ranks import matched
from kerasish.ops.nn.crossentropies import categorical_crossentropy as losses_of


class CategoricalCrossentropy(LossFunctionWrapper):
    """-sum(y ln(p)).

    Args:
        from_logits: whether predictions are logits instead of probabilities.
        label_smoothing: 0 to 1; how far labels are moved towards equal probabilities.
        axis: of the classes.
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.CategoricalCrossentropy()
        >>> round(float(loss([[0.0, 1.0]], [[0.5, 0.5]])), 4)
        0.6931
    """

    rules = {
        "from_logits": rules.boolean,
        "label_smoothing": rules.fraction,
        "axis": rules.any_int,
    }

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

    Raises:
        ShapeError: shapes that do not fit.
    """
    y_true, y_pred = matched(y_true, y_pred, "categorical_crossentropy")
    y_true = smoothed(y_true, label_smoothing, graph.shape(y_pred)[-1])
    return losses_of(y_true, y_pred, from_logits, axis)
