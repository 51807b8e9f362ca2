"""The logarithm of the hyperbolic cosine of the error."""

from __future__ import annotations

import math

import graph
from kerasish.base.tensors import to_float
from kerasish.losses.loss import match_ranks
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper


class LogCosh(LossFunctionWrapper):
    """mean(ln(cosh(y_pred - y_true))).

    Args:
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> round(float(losses.LogCosh()([0.0, 1.0], [1.0, 1.0])), 4)
        0.2169
    """

    def __init__(
        self,
        reduction="sum_over_batch_size",
        name="log_cosh",
        dtype=None,
    ):
        super().__init__(log_cosh, reduction, name, dtype)


def log_cosh(y_true, y_pred):
    """mean(ln(cosh(y_pred - y_true))). For each sample, over the last axis.

    Args:
        y_true, y_pred: of one shape.
    """
    y_pred = to_float(y_pred)
    y_true = to_float(y_true, y_pred.dtype)
    y_true, y_pred = match_ranks(y_true, y_pred, "log_cosh")
    error = y_pred - y_true
    value = error + graph.softplus(-2.0 * error) - math.log(2.0)
    return graph.mean(value, axis=-1)
