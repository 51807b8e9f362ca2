"""The area under a curve of rates over all thresholds."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.base.settings import epsilon
from kerasish.base.tensors import convert_to_tensor
from kerasish.metrics.confusion import Outcomes, count_outcomes
from kerasish.metrics.curve_area import curve_area
from kerasish.metrics.metric import Metric
from kerasish.metrics.samplewise import ratio
from kerasish.metrics.thresholds import Thresholds

_METHODS = ("interpolation", "majoring", "minoring")


class AUC(Metric):
    """The area under the ROC, precision-recall or precision-recall-gain curve.

    Args:
        num_thresholds: at how many thresholds from 0 to 1 the curve is known.
        curve: "ROC", "PR" or "PRGAIN".
        summation_method: between thresholds the curve is "interpolation" (a line; for
            PR the true curve), its higher end ("majoring") or lower end ("minoring").
        name, dtype: see `Metric`.
        thresholds: the thresholds between 0 and 1; None for evenly spaced ones.
        multi_label: whether there is a curve for each place of the last axis, and the
            result is the mean of their areas.
        num_labels: how many places, if known; only with multi_label.
        label_weights: a weight for each place.
        from_logits: whether predictions are logits instead of probabilities.

    Source:
        Davis and Goadrich (2006) for PR; Flach and Kull (2015) for PRGAIN.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.AUC(num_thresholds=3)
        >>> metric.update_state([0, 0, 1, 1], [0.0, 0.5, 0.3, 0.9])
        >>> float(metric.result())
        0.75
    """

    rules = {
        "num_thresholds": rules.positive_int,
        "curve": rules.Rule(
            "one of 'ROC', 'PR', 'PRGAIN'",
            lambda v: isinstance(v, str) and v.upper() in ("ROC", "PR", "PRGAIN"),
            ("area", 3),
            str.upper,
        ),
        "summation_method": rules.one_of(*_METHODS),
        "multi_label": rules.boolean,
        "num_labels": rules.optional(rules.positive_int),
        "from_logits": rules.boolean,
    }

    def __init__(
        self,
        num_thresholds=200,
        curve="ROC",
        summation_method="interpolation",
        name=None,
        dtype=None,
        thresholds=None,
        multi_label=False,
        num_labels=None,
        label_weights=None,
        from_logits=False,
    ):
        super().__init__(name=name, dtype=dtype)
        self.curve = curve
        self.summation_method = summation_method
        self.multi_label = multi_label
        self.num_labels = num_labels
        if label_weights is not None:
            label_weights = np.asarray(label_weights).tolist()
        self.label_weights = label_weights
        self.from_logits = from_logits
        self._inner = None if thresholds is None else sorted(map(float, thresholds))
        self._thresholds = self._all_thresholds(num_thresholds)
        self.num_thresholds = len(self._thresholds)
        self._built = False
        if num_labels is not None and not multi_label:
            fail(
                "AUC: num_labels is only for multi_label=True",
                {"num_labels": num_labels, "multi_label": multi_label},
                "pass multi_label=True, or leave num_labels out",
            )
        if not multi_label or num_labels is not None:
            self._build(num_labels)

    def _all_thresholds(self, count) -> Thresholds:
        """The inner thresholds, one that all scores exceed, and one that none does."""
        if self._inner is None and count < 2:
            fail(
                "AUC: num_thresholds must be above 1",
                {"num_thresholds": count},
                "use the default of 200",
            )
        if any(not 0 <= t <= 1 for t in self._inner or ()):
            fail(
                "AUC: thresholds must be from 0 to 1",
                {"thresholds": self._inner},
                "leave them out for evenly spaced ones",
            )
        inner = (
            np.linspace(0.0, 1.0, count)[1:-1] if self._inner is None else self._inner
        )
        even = self._inner is None or Thresholds([0.0, *inner, 1.0]).are_even
        return Thresholds([-epsilon(), *inner, 1.0 + epsilon()], even=even)

    def _build(self, num_labels) -> None:
        labels = (num_labels,) if self.multi_label else ()
        shape = (self.num_thresholds, *labels)
        self.true_positives = self.add_variable(shape, "zeros", name="true_positives")
        self.false_positives = self.add_variable(shape, "zeros", name="false_positives")
        self.true_negatives = self.add_variable(shape, "zeros", name="true_negatives")
        self.false_negatives = self.add_variable(shape, "zeros", name="false_negatives")
        self._built = True

    @property
    def thresholds(self) -> list[float]:
        return self._thresholds.values

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Adds a batch.

        Args:
            y_true: 0 or 1, of the shape of y_pred.
            y_pred: scores from 0 to 1, or logits.
            sample_weight: a number, or one for each sample or score.
        """
        y_pred = convert_to_tensor(y_pred, self.dtype)
        if not self._built:
            self._build(y_pred.shape[-1])
        found = count_outcomes(
            y_true,
            graph.sigmoid(y_pred) if self.from_logits else y_pred,
            self._thresholds,
            sample_weight,
            None if self.multi_label else self.label_weights,
            multi_label=self.multi_label,
            dtype=self.dtype,
        )
        for outcome, count in found._asdict().items():
            variable = getattr(self, outcome)
            variable.assign(variable + count)

    def result(self):
        """The area; with multi_label the weighted mean of the areas of the labels."""
        if not self._built:
            return graph.zeros((), self.dtype)
        gathered = Outcomes(*[getattr(self, name).value for name in Outcomes._fields])
        areas = curve_area(gathered, self.curve, self.summation_method)
        if not self.multi_label:
            return areas
        if self.label_weights is None:
            return graph.mean(areas)
        weights = convert_to_tensor(self.label_weights, self.dtype)
        return ratio(graph.sum(areas * weights), graph.sum(weights))

    def get_config(self) -> dict:
        config = super().get_config()
        del config["thresholds"]
        if self._inner is not None:
            config["thresholds"] = self._inner
        return config
