"""The crossentropy of several classes that looks at hard samples."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base import rules
from kerasish.losses.binary_crossentropy import smoothed
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.losses.ranks import matched
from kerasish.ops.nn.crossentropies import class_probabilities


class CategoricalFocalCrossentropy(LossFunctionWrapper):
    """-sum(alpha * (1 - p)**gamma * y ln(p)).

    Args:
        alpha: weight of all classes, or a list with one for each.
        gamma: how much easy samples are weighed down; 0 for not at all.
        from_logits: whether predictions are logits instead of probabilities.
        label_smoothing: 0 to 1; how far labels are moved towards equal probabilities.
        axis: of the classes.
        reduction, name, dtype: see `Loss`.

    Source:
        Lin et al. (2017), https://arxiv.org/abs/1708.02002, equations 4 and 5.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.CategoricalFocalCrossentropy()
        >>> round(float(loss([[0.0, 1.0]], [[0.5, 0.5]])), 4)
        0.0433
    """

    rules = {
        "gamma": rules.finite_number,
        "from_logits": rules.boolean,
        "label_smoothing": rules.fraction,
        "axis": rules.any_int,
    }

    def __init__(
        self,
        alpha=0.25,
        gamma=2.0,
        from_logits=False,
        label_smoothing=0.0,
        axis=-1,
        reduction="sum_over_batch_size",
        name="categorical_focal_crossentropy",
        dtype=None,
    ):
        super().__init__(
            categorical_focal_crossentropy,
            reduction,
            name,
            dtype,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )
        self.alpha = np.asarray(alpha).tolist()
        self.gamma = gamma
        self.from_logits = from_logits
        self.label_smoothing = label_smoothing
        self.axis = axis


def categorical_focal_crossentropy(
    y_true,
    y_pred,
    alpha=0.25,
    gamma=2.0,
    from_logits=False,
    label_smoothing=0.0,
    axis=-1,
):
    """-sum(alpha * (1 - p)**gamma * y ln(p)) for each sample.

    Args:
        y_true: one-hot or class probabilities, of the shape of y_pred.
        y_pred: probabilities (scaled to sum 1) or logits.
        alpha, gamma, from_logits, label_smoothing, axis: see
            `CategoricalFocalCrossentropy`.

    Raises:
        ShapeError: shapes that do not fit.
    """
    y_true, y_pred = matched(y_true, y_pred, "categorical_focal_crossentropy")
    y_true = smoothed(y_true, label_smoothing, graph.shape(y_pred)[-1])
    if from_logits:
        y_pred = graph.softmax(y_pred, axis)
    y_pred = class_probabilities(y_pred, axis)
    weights = alpha * graph.power(1.0 - y_pred, gamma)
    return -graph.sum(weights * y_true * graph.log(y_pred), axis)
