"""How many samples are predicted 1 but being 0."""

from __future__ import annotations

from kerasish.metrics.outcome_count import OutcomeCount


class FalsePositives(OutcomeCount):
    """The number (or weight) of samples predicted 1 but being 0.

    Args:
        thresholds: scores above it are 1; a number from 0 to 1, a list of them, or None
            for 0.5.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.FalsePositives()
        >>> metric.update_state([1, 0], [0.9, 0.6])
        >>> float(metric.result())
        1.0
    """

    outcome = "false_positives"
