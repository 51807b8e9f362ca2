"""The logarithm of the hyperbolic cosine of the error."""

from __future__ import annotations

import math

import graph
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.losses.ranks import matched


class LogCosh(LossFunctionWrapper):
    """mean(ln(cosh(y_pred - y_true))).

    Args:
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.LogCosh()
        >>> round(float(loss([0.0, 1.0], [1.0, 1.0])), 4)
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
    """mean(ln(cosh(y_pred - y_true))) for each sample, over the last axis.

    Args:
        y_true: targets, of the shape of y_pred.
        y_pred: predictions.

    Raises:
        ShapeError: shapes that do not fit.
    """
    y_true, y_pred = matched(y_true, y_pred, "log_cosh")
    error = y_pred - y_true
    # ln(cosh(x)) = x + ln(1 + e**(-2x)) - ln(2), which does not overflow
    values = error + graph.softplus(-2.0 * error) - math.log(2.0)
    return graph.mean(values, axis=-1)
