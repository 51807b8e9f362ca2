"""The Poisson loss."""

from __future__ import annotations

import graph
from kerasish.base.settings import epsilon
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.losses.ranks import matched


class Poisson(LossFunctionWrapper):
    """mean(y_pred - y_true * ln(y_pred)).

    Args:
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.Poisson()
        >>> round(float(loss([1.0, 2.0], [1.0, 1.0])), 4)
        1.0
    """

    def __init__(
        self,
        reduction="sum_over_batch_size",
        name="poisson",
        dtype=None,
    ):
        super().__init__(poisson, reduction, name, dtype)


def poisson(y_true, y_pred):
    """mean(y_pred - y_true * ln(y_pred)) for each sample, over the last axis.

    Args:
        y_true: targets, of the shape of y_pred.
        y_pred: predictions.

    Raises:
        ShapeError: shapes that do not fit.
    """
    y_true, y_pred = matched(y_true, y_pred, "poisson")
    return graph.mean(y_pred - y_true * graph.log(y_pred + epsilon()), axis=-1)
