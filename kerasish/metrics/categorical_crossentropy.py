"""The categorical crossentropy."""

from __future__ import annotations

from kerasish.losses.categorical_crossentropy import categorical_crossentropy
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class CategoricalCrossentropy(MeanMetricWrapper):
    """The running mean of `losses.categorical_crossentropy`.

    Args:
        from_logits: whether predictions are logits.
        label_smoothing: see the loss.
        axis: of the classes.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> round(float(metrics.CategoricalCrossentropy()([[0.0, 1.0]], [[0.5, 0.5]])), 4)
        0.6931
    """

    def __init__(
        self,
        name="categorical_crossentropy",
        dtype=None,
        from_logits=False,
        label_smoothing=0,
        axis=-1,
    ):
        super().__init__(
            categorical_crossentropy,
            name,
            dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )
        self.from_logits = from_logits
        self.label_smoothing = label_smoothing
        self.axis = axis
