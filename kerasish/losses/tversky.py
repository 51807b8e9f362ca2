"""One minus the Tversky index of two regions."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.settings import epsilon
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.losses.ranks import matched


class Tversky(LossFunctionWrapper):
    """1 - s / (s + alpha * missed + beta * extra), s the shared part.

    Args:
        alpha: weight of what is in y_true only.
        beta: weight of what is in y_pred only.
        axis: over which regions are summed; None for all.
        reduction, name, dtype: see `Loss`.

    Source:
        Salehi et al. (2017), https://arxiv.org/abs/1706.05721, equation 2.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.Tversky()
        >>> round(float(loss([[1.0, 0.0]], [[0.5, 0.5]])), 4)
        0.5
    """

    rules = {"alpha": rules.finite_number, "beta": rules.finite_number}

    def __init__(
        self,
        alpha=0.5,
        beta=0.5,
        reduction="sum_over_batch_size",
        name="tversky",
        axis=None,
        dtype=None,
    ):
        super().__init__(
            tversky, reduction, name, dtype, alpha=alpha, beta=beta, axis=axis
        )
        self.alpha = alpha
        self.beta = beta
        self.axis = axis


def tversky(y_true, y_pred, alpha=0.5, beta=0.5, axis=None):
    """1 minus the Tversky index over the axes.

    Args:
        y_true: targets, of the shape of y_pred.
        y_pred: predictions.
        alpha, beta, axis: see `Tversky`.

    Raises:
        ShapeError: shapes that do not fit.
    """
    y_true, y_pred = matched(y_true, y_pred, "tversky")
    shared = graph.sum(y_true * y_pred, axis)
    missed = graph.sum((1.0 - y_pred) * y_true, axis)
    extra = graph.sum(y_pred * (1.0 - y_true), axis)
    # Keras weighs what was missed by alpha
    whole = shared + missed * alpha + extra * beta
    return 1.0 - shared / (whole + epsilon())
