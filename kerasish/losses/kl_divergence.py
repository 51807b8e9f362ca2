"""The Kullback-Leibler divergence."""

from __future__ import annotations

import graph
from kerasish.base.settings import epsilon
from kerasish.base.tensors import to_float
from kerasish.losses.loss import match_ranks
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper


class KLDivergence(LossFunctionWrapper):
    """sum(y_true * ln(y_true / y_pred)).

    Args:
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> round(float(losses.KLDivergence()([[0.5, 0.5]], [[0.25, 0.75]])), 4)
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
    """sum(y_true * ln(y_true / y_pred)). For each sample, over the last axis.

    Args:
        y_true, y_pred: of one shape.
    """
    y_pred = to_float(y_pred)
    y_true = to_float(y_true, y_pred.dtype)
    y_true, y_pred = match_ranks(y_true, y_pred, "kl_divergence")
    y_true = graph.clip(y_true, epsilon(), 1.0)
    y_pred = graph.clip(y_pred, epsilon(), 1.0)
    return graph.sum(y_true * graph.log(y_true / y_pred), axis=-1)
