"""The Poisson loss."""

from __future__ import annotations

import graph
from kerasish.base.settings import epsilon
from kerasish.base.tensors import to_float
from kerasish.losses.loss import match_ranks
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper


class Poisson(LossFunctionWrapper):
    """mean(y_pred - y_true * ln(y_pred)).

    Args:
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> round(float(losses.Poisson()([0.0, 1.0], [1.0, 1.0])), 4)
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
    """mean(y_pred - y_true * ln(y_pred)). For each sample, over the last axis.

    Args:
        y_true, y_pred: of one shape.
    """
    y_pred = to_float(y_pred)
    y_true = to_float(y_true, y_pred.dtype)
    y_true, y_pred = match_ranks(y_true, y_pred, "poisson")
    return graph.mean(y_pred - y_true * graph.log(y_pred + epsilon()), axis=-1)
