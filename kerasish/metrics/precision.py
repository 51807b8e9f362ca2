"""The share of what is predicted 1 that is 1."""

from __future__ import annotations

from kerasish.metrics.samplewise import ratio
from kerasish.metrics.thresholded_metric import ThresholdedMetric


class Precision(ThresholdedMetric):
    """true positives / (true positives + false positives).

    Args:
        thresholds: scores above it are 1; a number from 0 to 1, a list of them, or None
            for 0.5 (with top_k: for no threshold).
        top_k: only the k largest scores of a sample can be 1; None for all.
        class_id: the class that alone counts; None for all.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.Precision()
        >>> metric.update_state([0, 1, 1, 1], [0.9, 0.2, 0.9, 0.9])
        >>> round(float(metric.result()), 4)
        0.6667
    """

    outcomes = ("true_positives", "false_positives")

    def result(self):
        """The precision; 0 where nothing was counted."""
        right, wrong = self.true_positives.value, self.false_positives.value
        return self.single(ratio(right, right + wrong))
