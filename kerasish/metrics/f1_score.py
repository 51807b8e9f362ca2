"""The harmonic mean of precision and recall."""

from __future__ import annotations

from kerasish.metrics.fbeta_score import FBetaScore


class F1Score(FBetaScore):
    """2 * precision * recall / (precision + recall).

    Args:
        average, threshold: see `FBetaScore`.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.F1Score(threshold=0.5, average="micro")
        >>> metric.update_state([[1, 0], [1, 1]], [[0.2, 0.6], [0.8, 0.9]])
        >>> round(float(metric.result()), 4)
        0.6667
    """

    def __init__(self, average=None, threshold=None, name="f1_score", dtype=None):
        super().__init__(
            average=average, beta=1.0, threshold=threshold, name=name, dtype=dtype
        )
