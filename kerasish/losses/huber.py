"""The Huber loss."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.tensors import to_float
from kerasish.losses.loss import match_ranks
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper


class Huber(LossFunctionWrapper):
    """Squared error / 2 up to delta, linear beyond (Huber, 1964).

    Args:
        delta: where the quadratic part ends.
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> round(float(losses.Huber()([0.0, 3.0], [0.0, 1.0])), 4)
        0.75
    """

    rules = {"delta": rules.positive_number}

    def __init__(
        self,
        delta=1.0,
        reduction="sum_over_batch_size",
        name="huber",
        dtype=None,
    ):
        super().__init__(huber, reduction, name, dtype, delta=delta)
        self.delta = delta


def huber(y_true, y_pred, delta=1.0):
    """Squared error / 2 up to delta, linear beyond (Huber, 1964). For each sample, over the last axis.

    Args:
        y_true, y_pred: of one shape.
        delta: where the quadratic part ends.
    """
    y_pred = to_float(y_pred)
    y_true = to_float(y_true, y_pred.dtype)
    y_true, y_pred = match_ranks(y_true, y_pred, "huber")
    error = graph.absolute(y_pred - y_true)
    squared = 0.5 * graph.square(error)
    linear = delta * error - 0.5 * delta**2
    return graph.mean(graph.where(error <= delta, squared, linear), axis=-1)
