"""The crossentropy of two classes."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.losses.binary_crossentropy import binary_crossentropy
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class BinaryCrossentropy(MeanMetricWrapper):
    """The mean of `losses.binary_crossentropy`.

    Args:
        from_logits: whether predictions are logits instead of probabilities.
        label_smoothing: 0 to 1; how far labels are moved towards 0.5.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.BinaryCrossentropy()
        >>> metric.update_state([1.0, 0.0], [0.5, 0.5])
        >>> round(float(metric.result()), 4)
        0.6931
    """

    rules = {"from_logits": rules.boolean, "label_smoothing": rules.fraction}

    def __init__(
        self,
        name="binary_crossentropy",
        dtype=None,
        from_logits=False,
        label_smoothing=0,
    ):
        super().__init__(
            binary_crossentropy,
            name,
            dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
        )
        self.from_logits = from_logits
        self.label_smoothing = label_smoothing
