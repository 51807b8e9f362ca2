"""The square of the hinge loss."""

from __future__ import annotations

import graph
from kerasish.losses.hinge import signed
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.losses.ranks import matched


class SquaredHinge(LossFunctionWrapper):
    """mean(max(1 - y_true * y_pred, 0)**2), with targets -1 or 1.

    Args:
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.SquaredHinge()
        >>> round(float(loss([[-1.0, 1.0]], [[0.5, 2.0]])), 4)
        1.125
    """

    def __init__(
        self,
        reduction="sum_over_batch_size",
        name="squared_hinge",
        dtype=None,
    ):
        super().__init__(squared_hinge, reduction, name, dtype)


def squared_hinge(y_true, y_pred):
    """The squared hinge loss for each sample, over the last axis.

    Args:
        y_true: -1 or 1, or all of them 0 or 1, of the shape of y_pred.
        y_pred: predictions, unlimited.

    Raises:
        ShapeError: shapes that do not fit.
    """
    y_true, y_pred = matched(y_true, y_pred, "squared_hinge")
    margins = graph.maximum(1.0 - signed(y_true) * y_pred, 0.0)
    return graph.mean(graph.square(margins), axis=-1)
