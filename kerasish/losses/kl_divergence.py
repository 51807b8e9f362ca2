"""The Kullback-Leibler divergence."""

from __future__ import annotations

import graph
from kerasish.base.settings import epsilon
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.losses.ranks import matched


class KLDivergence(LossFunctionWrapper):
    """sum(y_true * ln(y_true / y_pred)).

    Args:
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.KLDivergence()
        >>> round(float(loss([[0.5, 0.5]], [[0.25, 0.75]])), 4)
        0.1438
    """

    def __init__(
        self,
        reduction="sum_over_batch_size",
        name="kl_divergence",
        dtype=None,
    ):
        super().__init__(kl_divergence, reduction, name, dtype)


def kl_divergence(y_true, y_pred):
    """sum(y_true * ln(y_true / y_pred)) for each sample, over the last axis.

    Args:
        y_true: targets, of the shape of y_pred.
        y_pred: predictions.

    Raises:
        ShapeError: shapes that do not fit.
    """
    y_true, y_pred = matched(y_true, y_pred, "kl_divergence")
    y_true = graph.clip(y_true, epsilon(), 1.0)
    y_pred = graph.clip(y_pred, epsilon(), 1.0)
    return graph.sum(y_true * graph.log(y_true / y_pred), axis=-1)
