"""The crossentropy of several classes with one-hot labels."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.losses.categorical_crossentropy import categorical_crossentropy
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class CategoricalCrossentropy(MeanMetricWrapper):
    """The mean of `losses.categorical_crossentropy`.

    Args:
        from_logits: whether predictions are logits instead of probabilities.
        label_smoothing: 0 to 1; how far labels are moved towards equal probabilities.
        axis: of the classes.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.CategoricalCrossentropy()
        >>> metric.update_state([[0.0, 1.0]], [[0.5, 0.5]])
        >>> round(float(metric.result()), 4)
        0.6931
    """

    rules = {
        "from_logits": rules.boolean,
        "label_smoothing": rules.fraction,
        "axis": rules.any_int,
    }

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
