"""The crossentropy of two classes that looks at hard samples."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.losses.binary_crossentropy import smoothed
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.losses.ranks import matched
from kerasish.ops.nn.crossentropies import binary_crossentropy as elementwise


class BinaryFocalCrossentropy(LossFunctionWrapper):
    """mean((1 - p_t)**gamma * crossentropy), p_t the probability of the true class.

    Args:
        apply_class_balancing: whether class 1 weighs alpha, class 0 the rest.
        alpha: weight of class 1.
        gamma: how much easy samples are weighed down; 0 for not at all.
        from_logits: whether predictions are logits instead of probabilities.
        label_smoothing: 0 to 1; how far labels are moved towards 0.5.
        axis: over which the mean is taken.
        reduction, name, dtype: see `Loss`.

    Source:
        Lin et al. (2017), https://arxiv.org/abs/1708.02002, equations 4 and 5.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.BinaryFocalCrossentropy()
        >>> round(float(loss([1.0, 0.0], [0.5, 0.5])), 4)
        0.1733
    """

    rules = {
        "apply_class_balancing": rules.boolean,
        "alpha": rules.finite_number,
        "gamma": rules.finite_number,
        "from_logits": rules.boolean,
        "label_smoothing": rules.fraction,
    }

    def __init__(
        self,
        apply_class_balancing=False,
        alpha=0.25,
        gamma=2.0,
        from_logits=False,
        label_smoothing=0.0,
        axis=-1,
        reduction="sum_over_batch_size",
        name="binary_focal_crossentropy",
        dtype=None,
    ):
        super().__init__(
            binary_focal_crossentropy,
            reduction,
            name,
            dtype,
            apply_class_balancing=apply_class_balancing,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )
        self.apply_class_balancing = apply_class_balancing
        self.alpha = alpha
        self.gamma = gamma
        self.from_logits = from_logits
        self.label_smoothing = label_smoothing
        self.axis = axis


def binary_focal_crossentropy(
    y_true,
    y_pred,
    apply_class_balancing=False,
    alpha=0.25,
    gamma=2.0,
    from_logits=False,
    label_smoothing=0.0,
    axis=-1,
):
    """The focal crossentropy for each sample.

    Args:
        y_true: 0 or 1, of the shape of y_pred.
        y_pred: probabilities or logits.
        apply_class_balancing, alpha, gamma, from_logits, label_smoothing, axis: see
            `BinaryFocalCrossentropy`.

    Raises:
        ShapeError: shapes that do not fit.
    """
    y_true, y_pred = matched(y_true, y_pred, "binary_focal_crossentropy")
    y_true = smoothed(y_true, label_smoothing, 2)
    if from_logits:
        y_pred = graph.sigmoid(y_pred)
    hit = y_true * y_pred + (1.0 - y_true) * (1.0 - y_pred)
    values = graph.power(1.0 - hit, gamma)
    values = values * elementwise(y_true, y_pred)
    if apply_class_balancing:
        values = (y_true * alpha + (1.0 - y_true) * (1.0 - alpha)) * values
    return graph.mean(values, axis=axis)
