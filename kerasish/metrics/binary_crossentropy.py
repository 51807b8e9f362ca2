"""The binary crossentropy."""

from __future__ import annotations

from kerasish.losses.binary_crossentropy import binary_crossentropy
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class BinaryCrossentropy(MeanMetricWrapper):
    """The running mean of `losses.binary_crossentropy`.

    Args:
        from_logits: whether predictions are logits.
        label_smoothing: see the loss.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> round(float(metrics.BinaryCrossentropy()([1.0, 0.0], [0.5, 0.5])), 4)
        0.6931
    """

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
