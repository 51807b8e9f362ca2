"""What the four counts of a confusion matrix share."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.metrics.confusion import count_outcomes
from kerasish.metrics.metric import Metric
from kerasish.metrics.thresholds import Thresholds, threshold_rule


@internal
class OutcomeCount(Metric):
    """The weight of one outcome at thresholds; `outcome` names it.

    Args:
        thresholds: a number from 0 to 1, a list of them, or None for 0.5.
        name, dtype: see `Metric`.
    """

    #: field of `Outcomes` that is gathered
    outcome = ""
    rules = {"thresholds": threshold_rule}

    def __init__(self, thresholds=None, name=None, dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.init_thresholds = thresholds
        self._thresholds = Thresholds(0.5 if thresholds is None else thresholds)
        self.accumulator = self.add_variable(
            (len(self._thresholds),), "zeros", name="accumulator"
        )

    @property
    def thresholds(self) -> list[float]:
        return self._thresholds.values

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Adds a batch.

        Args:
            y_true: 0 or 1, of the shape of y_pred.
            y_pred: scores.
            sample_weight: a number, or one for each sample or score.
        """
        found = count_outcomes(
            y_true, y_pred, self._thresholds, sample_weight, dtype=self.dtype
        )
        self.accumulator.assign(self.accumulator + getattr(found, self.outcome))

    def result(self):
        """The count; one for each threshold if there are several."""
        counts = self.accumulator.value
        return counts[0] if len(self._thresholds) == 1 else counts

    def get_config(self) -> dict:
        return super().get_config() | {"thresholds": self.init_thresholds}
