"""How many samples are predicted 0 but being 1."""

from __future__ import annotations

from kerasish.metrics.outcome_count import OutcomeCount


class FalseNegatives(OutcomeCount):
    """The number (or weight) of samples predicted 0 but being 1.

    Args:
        thresholds: scores above it are 1; a number from 0 to 1, a list of them, or None
            for 0.5.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.FalseNegatives()
        >>> metric.update_state([1, 0], [0.2, 0.4])
        >>> float(metric.result())
        1.0
    """

    outcome = "false_negatives"
