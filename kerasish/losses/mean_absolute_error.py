"""The mean absolute error."""

from __future__ import annotations

import graph
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.losses.ranks import matched


class MeanAbsoluteError(LossFunctionWrapper):
    """mean(|y_true - y_pred|).

    Args:
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.MeanAbsoluteError()
        >>> round(float(loss([0.0, 1.0], [2.0, 1.0])), 4)
        1.0
    """

    def __init__(
        self,
        reduction="sum_over_batch_size",
        name="mean_absolute_error",
        dtype=None,
    ):
        super().__init__(mean_absolute_error, reduction, name, dtype)


def mean_absolute_error(y_true, y_pred):
    """mean(|y_true - y_pred|) for each sample, over the last axis.

    Args:
        y_true: targets, of the shape of y_pred.
        y_pred: predictions.

    Raises:
        ShapeError: shapes that do not fit.
    """
    y_true, y_pred = matched(y_true, y_pred, "mean_absolute_error")
    return graph.mean(graph.absolute(y_true - y_pred), axis=-1)
