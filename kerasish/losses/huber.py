"""The Huber loss: squared for small errors, linear for large ones."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.losses.ranks import matched


class Huber(LossFunctionWrapper):
    """mean(e**2 / 2 where |e| <= delta, else delta * |e| - delta**2 / 2), e the error.

    Args:
        delta: > 0; where the quadratic part ends.
        reduction, name, dtype: see `Loss`.

    Source:
        Huber (1964), Robust estimation of a location parameter.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.Huber()
        >>> round(float(loss([0.0, 3.0], [0.0, 1.0])), 4)
        0.75
    """

    rules = {"delta": rules.positive_number}
    assumed = {"delta": 1.0}

    def __init__(
        self,
        delta=1.0,
        reduction="sum_over_batch_size",
        name="huber_loss",
        dtype=None,
    ):
        super().__init__(huber, reduction, name, dtype, delta=delta)
        self.delta = delta


def huber(y_true, y_pred, delta=1.0):
    """The Huber loss for each sample, over the last axis.

    Args:
        y_true: targets, of the shape of y_pred.
        y_pred: predictions.
        delta: where the quadratic part ends.

    Raises:
        ShapeError: shapes that do not fit.
    """
    y_true, y_pred = matched(y_true, y_pred, "huber")
    error = graph.absolute(y_pred - y_true)
    linear = delta * error - 0.5 * delta**2
    values = graph.where(error <= delta, 0.5 * graph.square(error), linear)
    return graph.mean(values, axis=-1)
