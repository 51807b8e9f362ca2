"""The mean squared logarithmic error."""

from __future__ import annotations

import graph
from kerasish.base.settings import epsilon
from kerasish.base.tensors import to_float
from kerasish.losses.loss import match_ranks
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper


class MeanSquaredLogarithmicError(LossFunctionWrapper):
    """mean((ln(1 + y_true) - ln(1 + y_pred))**2).

    Args:
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> round(float(losses.MeanSquaredLogarithmicError()([0.0, 1.0], [1.0, 1.0])), 4)
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
    """mean((ln(1 + y_true) - ln(1 + y_pred))**2). For each sample, over the last axis.

    Args:
        y_true, y_pred: of one shape.
    """
    y_pred = to_float(y_pred)
    y_true = to_float(y_true, y_pred.dtype)
    y_true, y_pred = match_ranks(y_true, y_pred, "mean_squared_logarithmic_error")
    true_log = graph.log1p(graph.maximum(y_true, epsilon()))
    pred_log = graph.log1p(graph.maximum(y_pred, epsilon()))
    return graph.mean(graph.square(true_log - pred_log), axis=-1)
