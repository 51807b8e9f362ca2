"""What metrics that look for the best threshold under a condition share."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.metrics.confusion import count_outcomes
from kerasish.metrics.metric import Metric
from kerasish.metrics.samplewise import ratio
from kerasish.metrics.thresholds import Thresholds


@internal
class CurvePoint(Metric):
    """The best of one rate over the thresholds where another is large enough.

    Args:
        value: the least of the other rate.
        num_thresholds: how many thresholds from 0 to 1 are tried; 1 for 0.5 alone.
        class_id: the class that alone counts; None for all.
        name, dtype: see `Metric`.
    """

    rules = {
        "num_thresholds": rules.positive_int,
        "class_id": rules.optional(rules.non_negative_int),
    }

    def __init__(self, value, num_thresholds=200, class_id=None, name=None, dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.value = value
        self.num_thresholds = num_thresholds
        self.class_id = class_id
        several = num_thresholds > 1
        limits = np.linspace(0.0, 1.0, num_thresholds) if several else 0.5
        self._thresholds = Thresholds(limits, even=several)
        shape = (num_thresholds,)
        self.true_positives = self.add_variable(shape, "zeros", name="true_positives")
        self.false_positives = self.add_variable(shape, "zeros", name="false_positives")
        self.true_negatives = self.add_variable(shape, "zeros", name="true_negatives")
        self.false_negatives = self.add_variable(shape, "zeros", name="false_negatives")

    @property
    def thresholds(self) -> list[float]:
        return self._thresholds.values

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Adds a batch.

        Args:
            y_true: 0 or 1, of the shape of y_pred.
            y_pred: scores from 0 to 1.
            sample_weight: a number, or one for each sample or score.
        """
        found = count_outcomes(
            y_true,
            y_pred,
            self._thresholds,
            sample_weight,
            class_id=self.class_id,
            dtype=self.dtype,
        )
        for outcome, count in found._asdict().items():
            variable = getattr(self, outcome)
            variable.assign(variable + count)

    def sensitivities(self):
        """The share of ones that are predicted 1, at each threshold."""
        right = self.true_positives.value
        return ratio(right, right + self.false_negatives)

    def specificities(self):
        """The share of zeros that are predicted 0, at each threshold."""
        right = self.true_negatives.value
        return ratio(right, right + self.false_positives)

    def precisions(self):
        """The share of predicted ones that are 1, at each threshold."""
        right = self.true_positives.value
        return ratio(right, right + self.false_positives)

    def best(self, rates, others):
        """The largest rate where the other is at least the wanted value, else 0."""
        return graph.max(graph.where(others >= self.value, rates, 0.0))
