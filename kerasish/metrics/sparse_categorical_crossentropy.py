"""The sparse categorical crossentropy."""

from __future__ import annotations

from kerasish.losses.sparse_categorical_crossentropy import (
    sparse_categorical_crossentropy,
)
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class SparseCategoricalCrossentropy(MeanMetricWrapper):
    """The running mean of `losses.sparse_categorical_crossentropy`.

    Args:
        from_logits: whether predictions are logits.
        axis: of the classes.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> round(float(metrics.SparseCategoricalCrossentropy()([1], [[0.5, 0.5]])), 4)
        0.6931
    """

    def __init__(
        self,
        name="sparse_categorical_crossentropy",
        dtype=None,
        from_logits=False,
        axis=-1,
    ):
        super().__init__(
            sparse_categorical_crossentropy,
            name,
            dtype,
            from_logits=from_logits,
            axis=axis,
        )
        self.from_logits = from_logits
        self.axis = axis
