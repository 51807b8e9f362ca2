"""Minus the cosine of the angle between targets and predictions."""

from __future__ import annotations

import graph
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.losses.ranks import matched


class CosineSimilarity(LossFunctionWrapper):
    """-sum(y_true * y_pred) / (|y_true| * |y_pred|): -1 where the directions agree.

    Args:
        axis: of the vectors.
        reduction, name, dtype: see `Loss`.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.CosineSimilarity()
        >>> round(float(loss([[3.0, 4.0]], [[6.0, 8.0]])), 4)
        -1.0
    """

    assumed = {"axis": -1}

    def __init__(
        self,
        axis=-1,
        reduction="sum_over_batch_size",
        name="cosine_similarity",
        dtype=None,
    ):
        super().__init__(cosine_similarity, reduction, name, dtype, axis=axis)
        self.axis = axis


def cosine_similarity(y_true, y_pred, axis=-1):
    """Minus the cosine along the axis; 0 where a vector is 0.

    Args:
        y_true: targets, of the shape of y_pred.
        y_pred: predictions.
        axis: of the vectors.

    Raises:
        ShapeError: shapes that do not fit.
    """
    y_true, y_pred = matched(y_true, y_pred, "cosine_similarity")
    units = [graph.normalize(y, axis, epsilon=1e-12) for y in (y_true, y_pred)]
    return -graph.sum(units[0] * units[1], axis=axis)
