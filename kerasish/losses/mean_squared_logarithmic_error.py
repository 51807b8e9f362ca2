"""The mean squared error of logarithms."""

from __future__ import annotations

import graph
from kerasish.base.settings import epsilon
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.losses.ranks import matched


class MeanSquaredLogarithmicError(LossFunctionWrapper):
    """mean((ln(1 + y_true) - ln(1 + y_pred))**2).

    Args:
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.MeanSquaredLogarithmicError()
        >>> round(float(loss([0.0, 3.0], [0.0, 1.0])), 4)
        0.2402
    """

    def __init__(
        self,
        reduction="sum_over_batch_size",
        name="mean_squared_logarithmic_error",
        dtype=None,
    ):
        super().__init__(mean_squared_logarithmic_error, reduction, name, dtype)


def mean_squared_logarithmic_error(y_true, y_pred):
    """mean((ln(1 + y_true) - ln(1 + y_pred))**2) for each sample, over the last axis.

    Args:
        y_true: targets, of the shape of y_pred.
        y_pred: predictions.

    Raises:
        ShapeError: shapes that do not fit.
    """
    y_true, y_pred = matched(y_true, y_pred, "mean_squared_logarithmic_error")
    logs = [graph.log(graph.maximum(y, epsilon()) + 1.0) for y in (y_pred, y_true)]
    return graph.mean(graph.square(logs[0] - logs[1]), axis=-1)
