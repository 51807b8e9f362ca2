"""What metrics that count right and wrong predictions share."""

from __future__ import annotations

from typing import ClassVar

from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.metrics.confusion import count_outcomes
from kerasish.metrics.metric import Metric
from kerasish.metrics.thresholds import LOWEST, Thresholds, threshold_rule


@internal
class ThresholdedMetric(Metric):
    """A metric of outcomes at thresholds; `outcomes` names those that it gathers.

    Args:
        thresholds: a number from 0 to 1, a list of them, or None for 0.5 (with top_k:
            for no threshold).
        top_k: only the k largest scores can be positive; None for all.
        class_id: the class that alone counts; None for all.
        name, dtype: see `Metric`.
    """

    #: fields of `Outcomes` that are gathered, in variables of these names
    outcomes: ClassVar[tuple[str, ...]] = ()
    rules = {
        "thresholds": threshold_rule,
        "top_k": rules.optional(rules.positive_int),
        "class_id": rules.optional(rules.non_negative_int),
    }

    def __init__(
        self, thresholds=None, top_k=None, class_id=None, name=None, dtype=None
    ):
        super().__init__(name=name, dtype=dtype)
        self.init_thresholds = thresholds
        self.top_k = top_k
        self.class_id = class_id
        if thresholds is None:
            thresholds = 0.5 if top_k is None else LOWEST
        self._thresholds = Thresholds(thresholds)
        for outcome in self.outcomes:
            variable = self.add_variable(
                (len(self._thresholds),), "zeros", name=outcome
            )
            setattr(self, outcome, variable)

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
            y_true,
            y_pred,
            self._thresholds,
            sample_weight,
            top_k=self.top_k,
            class_id=self.class_id,
            dtype=self.dtype,
        )
        for outcome in self.outcomes:
            variable = getattr(self, outcome)
            variable.assign(variable + getattr(found, outcome))

    def single(self, values):
        """The value itself if there is one threshold, else those of all."""
        return values[0] if len(self._thresholds) == 1 else values

    def get_config(self) -> dict:
        return super().get_config() | {"thresholds": self.init_thresholds}
