"""The hinge loss of several classes."""

from __future__ import annotations

import graph
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.losses.ranks import matched


class CategoricalHinge(LossFunctionWrapper):
    """max(1 + the largest wrong score - the right score, 0).

    Args:
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.CategoricalHinge()
        >>> round(float(loss([[0.0, 1.0]], [[0.5, 0.75]])), 4)
        0.75
    """

    def __init__(
        self,
        reduction="sum_over_batch_size",
        name="categorical_hinge",
        dtype=None,
    ):
        super().__init__(categorical_hinge, reduction, name, dtype)


def categorical_hinge(y_true, y_pred):
    """The categorical hinge loss for each sample, over the last axis.

    Args:
        y_true: one-hot, of the shape of y_pred.
        y_pred: scores.

    Raises:
        ShapeError: shapes that do not fit.
    """
    y_true, y_pred = matched(y_true, y_pred, "categorical_hinge")
    right = graph.sum(y_true * y_pred, axis=-1)
    wrong = graph.max((1.0 - y_true) * y_pred, axis=-1)
    return graph.maximum(wrong - right + 1.0, 0.0)
