"""The cosine of the angle between targets and predictions."""

from __future__ import annotations

from kerasish.losses.cosine_similarity import cosine_similarity
from kerasish.metrics.mean_metric_wrapper import MeanMetricWrapper


class CosineSimilarity(MeanMetricWrapper):
    """sum(y_true * y_pred) / (|y_true| * |y_pred|), the mean over samples.

    Args:
        axis: of the vectors.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.CosineSimilarity()
        >>> metric.update_state([[3.0, 4.0]], [[6.0, 8.0]])
        >>> round(float(metric.result()), 4)
        1.0
    """

    def __init__(self, name="cosine_similarity", dtype=None, axis=-1):
        super().__init__(_cosine, name, dtype, axis=axis)
        self.axis = axis

    def get_config(self) -> dict:
        config = super().get_config()
        if config["axis"] == -1:  # Keras leaves it out
            del config["axis"]
        return config


def _cosine(y_true, y_pred, axis=-1):
    """The cosine along the axis; the loss of this name is its negative."""
    return -cosine_similarity(y_true, y_pred, axis)
