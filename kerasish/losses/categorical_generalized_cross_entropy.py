"""A crossentropy that stands wrong labels."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.tensors import to_float
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.ops.nn.crossentropies import class_labels

_BETWEEN = rules.Rule(
    "a number between 0 and 1", lambda q: 0 < q < 1, (0, 1, -0.5, 1.5), float
)


class CategoricalGeneralizedCrossEntropy(LossFunctionWrapper):
    """(1 - p[y]**q) / q: crossentropy for q -> 0, mean absolute error for q -> 1.

    Args:
        q: between 0 and 1, both excluded; the larger, the less labels are trusted.
        reduction, name, dtype: see `Loss`.

    Source:
        Zhang and Sabuncu (2018), https://arxiv.org/abs/1805.07836, equation 6.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.CategoricalGeneralizedCrossEntropy()
        >>> round(float(loss([1], [[0.75, 0.25]])), 4)
        1.0
    """

    rules = {"q": _BETWEEN}

    def __init__(
        self,
        q=0.5,
        reduction="sum_over_batch_size",
        name="categorical_generalized_cross_entropy",
        dtype=None,
    ):
        super().__init__(
            categorical_generalized_cross_entropy, reduction, name, dtype, q=q
        )
        self.q = q


def categorical_generalized_cross_entropy(y_true, y_pred, q):
    """(1 - p[y]**q) / q for each sample.

    Args:
        y_true: class indices: the shape of y_pred without its last axis.
        y_pred: probabilities.
        q: see `CategoricalGeneralizedCrossEntropy`.

    Raises:
        ShapeError: labels that do not fit the predictions.
        ValueError: a label that is not the index of a class (ExecutionError when a
            graph runs).
    """
    y_pred = to_float(y_pred)
    labels = class_labels(y_true, y_pred, -1, "crossentropy")
    picked = graph.pick_class(y_pred, labels)
    return (1.0 - graph.power(picked, q)) / q
