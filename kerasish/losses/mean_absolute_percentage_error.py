"""The mean absolute error in percent of the target."""

from __future__ import annotations

import graph
from kerasish.base.settings import epsilon
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.losses.ranks import matched


class MeanAbsolutePercentageError(LossFunctionWrapper):
    """100 * mean(|y_true - y_pred| / |y_true|).

    Args:
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.MeanAbsolutePercentageError()
        >>> round(float(loss([2.0, 4.0], [3.0, 4.0])), 4)
        25.0
    """

    def __init__(
        self,
        reduction="sum_over_batch_size",
        name="mean_absolute_percentage_error",
        dtype=None,
    ):
        super().__init__(mean_absolute_percentage_error, reduction, name, dtype)


def mean_absolute_percentage_error(y_true, y_pred):
    """100 * mean(|y_true - y_pred| / |y_true|) for each sample, over the last axis.

    Args:
        y_true: targets, of the shape of y_pred.
        y_pred: predictions.

    Raises:
        ShapeError: shapes that do not fit.
    """
    y_true, y_pred = matched(y_true, y_pred, "mean_absolute_percentage_error")
    size = graph.maximum(graph.absolute(y_true), epsilon())
    return 100.0 * graph.mean(graph.absolute((y_true - y_pred) / size), axis=-1)
