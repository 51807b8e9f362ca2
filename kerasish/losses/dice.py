"""One minus the Dice coefficient of two regions."""

from __future__ import annotations

import graph
from kerasish.base.settings import epsilon
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.losses.ranks import matched


class Dice(LossFunctionWrapper):
    """1 - 2 * sum(y_true * y_pred) / (sum(y_true) + sum(y_pred)).

    Args:
        axis: over which regions are summed; None for all.
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.Dice()
        >>> round(float(loss([[1.0, 0.0]], [[0.5, 0.5]])), 4)
        0.5
    """

    def __init__(
        self,
        reduction="sum_over_batch_size",
        name="dice",
        axis=None,
        dtype=None,
    ):
        super().__init__(dice, reduction, name, dtype, axis=axis)
        self.axis = axis


def dice(y_true, y_pred, axis=None):
    """1 minus the Dice coefficient over the axes.

    Args:
        y_true: targets, of the shape of y_pred.
        y_pred: predictions.
        axis: see `Dice`.

    Raises:
        ShapeError: shapes that do not fit.
    """
    y_true, y_pred = matched(y_true, y_pred, "dice")
    shared = graph.sum(y_true * y_pred, axis)
    both = graph.sum(y_true, axis) + graph.sum(y_pred, axis)
    return 1.0 - 2.0 * shared / (both + epsilon())
