"""The mean squared error."""

from __future__ import annotations

import graph
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.losses.ranks import matched


class MeanSquaredError(LossFunctionWrapper):
    """mean((y_true - y_pred)**2).

    Args:
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.MeanSquaredError()
        >>> round(float(loss([0.0, 1.0], [1.0, 1.0])), 4)
        0.5
    """

    def __init__(
        self,
        reduction="sum_over_batch_size",
        name="mean_squared_error",
        dtype=None,
    ):
        super().__init__(mean_squared_error, reduction, name, dtype)


def mean_squared_error(y_true, y_pred):
    """mean((y_true - y_pred)**2) for each sample, over the last axis.

    Args:
        y_true: targets, of the shape of y_pred.
        y_pred: predictions.

    Raises:
        ShapeError: shapes that do not fit.
    """
    y_true, y_pred = matched(y_true, y_pred, "mean_squared_error")
    return graph.mean(graph.square(y_true - y_pred), axis=-1)
