"""The mean squared error."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float
from kerasish.losses.loss import match_ranks
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper


class MeanSquaredError(LossFunctionWrapper):
    """mean((y_true - y_pred)**2).

    Args:
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> round(float(losses.MeanSquaredError()([0.0, 1.0], [1.0, 1.0])), 4)
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
    """mean((y_true - y_pred)**2). For each sample, over the last axis.

    Args:
        y_true, y_pred: of one shape.
    """
    y_pred = to_float(y_pred)
    y_true = to_float(y_true, y_pred.dtype)
    y_true, y_pred = match_ranks(y_true, y_pred, "mean_squared_error")
    return graph.mean(graph.square(y_true - y_pred), axis=-1)
