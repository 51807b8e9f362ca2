"""The hinge loss of binary classifiers."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.losses.ranks import matched


class Hinge(LossFunctionWrapper):
    """mean(max(1 - y_true * y_pred, 0)), with targets -1 or 1.

    Args:
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.Hinge()
        >>> round(float(loss([[-1.0, 1.0]], [[0.5, 2.0]])), 4)
        0.75
    """

    def __init__(
        self,
        reduction="sum_over_batch_size",
        name="hinge",
        dtype=None,
    ):
        super().__init__(hinge, reduction, name, dtype)


def hinge(y_true, y_pred):
    """The hinge loss for each sample, over the last axis.

    Args:
        y_true: -1 or 1, or all of them 0 or 1, of the shape of y_pred.
        y_pred: predictions, unlimited.

    Raises:
        ShapeError: shapes that do not fit.
    """
    y_true, y_pred = matched(y_true, y_pred, "hinge")
    return graph.mean(graph.maximum(1.0 - signed(y_true) * y_pred, 0.0), axis=-1)


@internal
def signed(labels):
    """The labels; if all of them are 0 or 1, as -1 and 1."""
    is_binary = graph.all(graph.logical_or(labels == 0, labels == 1))
    return graph.where(is_binary, 2.0 * labels - 1.0, labels)
