"""The crossentropy of several classes with integer labels."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.losses.sparse_categorical_crossentropy import (
    sparse_categorical_crossentropy,
)
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class SparseCategoricalCrossentropy(MeanMetricWrapper):
    """The mean of `losses.sparse_categorical_crossentropy`.

    Args:
        from_logits: whether predictions are logits instead of probabilities.
        ignore_class: label whose samples count as 0, or None.
        axis: of the classes.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.SparseCategoricalCrossentropy()
        >>> metric.update_state([1], [[0.5, 0.5]])
        >>> round(float(metric.result()), 4)
        0.6931
    """

    rules = {
        "from_logits": rules.boolean,
        "ignore_class": rules.optional(rules.any_int),
        "axis": rules.any_int,
    }

    def __init__(
        self,
        name="sparse_categorical_crossentropy",
        dtype=None,
        from_logits=False,
        ignore_class=None,
        axis=-1,
    ):
        super().__init__(
            sparse_categorical_crossentropy,
            name,
            dtype,
            from_logits=from_logits,
            ignore_class=ignore_class,
            axis=axis,
        )
        self.from_logits = from_logits
        self.ignore_class = ignore_class
        self.axis = axis
