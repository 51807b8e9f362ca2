"""The mean absolute percentage error."""

from __future__ import annotations

import graph
from kerasish.base.settings import epsilon
from kerasish.base.tensors import to_float
from kerasish.losses.loss import match_ranks
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper


class MeanAbsolutePercentageError(LossFunctionWrapper):
    """100 * mean(|y_true - y_pred| / |y_true|).

    Args:
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> round(float(losses.MeanAbsolutePercentageError()([1.0, 2.0], [1.0, 1.0])), 4)
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
    """100 * mean(|y_true - y_pred| / |y_true|). For each sample, over the last axis.

    Args:
        y_true, y_pred: of one shape.
    """
    y_pred = to_float(y_pred)
    y_true = to_float(y_true, y_pred.dtype)
    y_true, y_pred = match_ranks(y_true, y_pred, "mean_absolute_percentage_error")
    scale = graph.maximum(graph.absolute(y_true), epsilon())
    return 100.0 * graph.mean(graph.absolute((y_true - y_pred) / scale), axis=-1)
