"""The weighted harmonic mean of precision and recall."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.base.settings import epsilon
from kerasish.base.tensors import convert_to_tensor
from kerasish.losses.ranks import matched
from kerasish.metrics.metric import Metric

_THRESHOLD = rules.Rule(
    "a number above 0, up to 1, or None",
    lambda v: v is None or (isinstance(v, (int, float)) and 0 < v <= 1),
    (0.0, 1.5, "0.5"),
)


class FBetaScore(Metric):
    """(1 + beta**2) * precision * recall / (beta**2 * precision + recall).

    Args:
        average: how the scores of the classes become one: "micro" (all counted
            together), "macro" (mean), "weighted" (mean by number of samples), or None
            for one each.
        beta: > 0; how much recall weighs against precision.
        threshold: scores above it are 1; None for the largest score of each sample.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.FBetaScore(beta=2.0, threshold=0.5, average="macro")
        >>> metric.update_state([[1, 0], [1, 1]], [[0.2, 0.6], [0.8, 0.9]])
        >>> round(float(metric.result()), 4)
        0.6944
    """

    rules = {
        "average": rules.one_of(None, "micro", "macro", "weighted"),
        "beta": rules.positive_number,
        "threshold": _THRESHOLD,
    }

    def __init__(
        self, average=None, beta=1.0, threshold=None, name="fbeta_score", dtype=None
    ):
        super().__init__(name=name, dtype=dtype)
        self.average = average
        self.beta = beta
        self.threshold = threshold
        self._built = False

    def _build(self, y_pred) -> None:
        if y_pred.ndim != 2 or y_pred.shape[-1] is None:
            fail(
                f"{type(self).__name__} takes targets and predictions with two axes",
                {"y_pred": y_pred.spec},
                "pass arrays of shape (samples, classes)",
                graph.ShapeError,
            )
        shape = () if self.average == "micro" else (y_pred.shape[-1],)
        for name in (
            "true_positives",
            "false_positives",
            "false_negatives",
            "intermediate_weights",
        ):
            variable = self.add_variable(shape, "zeros", dtype=self.dtype, name=name)
            setattr(self, name, variable)
        self._built = True

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Adds a batch.

        Args:
            y_true: 0 or 1, (samples, classes).
            y_pred: scores, (samples, classes).
            sample_weight: one for each sample, or None.
        """
        y_pred = convert_to_tensor(y_pred, self.dtype)
        y_true, y_pred = matched(y_true, y_pred, self.name)
        if not self._built:
            self._build(y_pred)
        chosen = graph.cast(self._chosen(y_pred), self.dtype)
        self._add(self.true_positives, chosen * y_true, sample_weight)
        self._add(self.false_positives, chosen * (1.0 - y_true), sample_weight)
        self._add(self.false_negatives, (1.0 - chosen) * y_true, sample_weight)
        self._add(self.intermediate_weights, y_true, sample_weight)

    def _chosen(self, y_pred):
        """Which scores mean 1."""
        if self.threshold is not None:
            return y_pred > self.threshold
        largest = y_pred >= graph.max(y_pred, axis=-1, keepdims=True)
        return graph.logical_and(largest, graph.absolute(y_pred) > 1e-9)

    def _add(self, variable, values, sample_weight) -> None:
        if sample_weight is not None:
            weights = convert_to_tensor(sample_weight, self.dtype)
            weights = graph.expand_dims(weights, 1) if weights.ndim == 1 else weights
            values = values * weights
        axis = None if self.average == "micro" else 0
        variable.assign(variable + graph.sum(values, axis=axis))

    def result(self):
        """The score, or one for each class."""
        if not self._built:
            return graph.zeros((), self.dtype)
        right = self.true_positives.value
        precision = right / (right + self.false_positives + epsilon())
        recall = right / (right + self.false_negatives + epsilon())
        beta = self.beta**2
        scores = precision * recall / (beta * precision + recall + epsilon())
        scores = scores * (1.0 + beta)
        if self.average == "weighted":
            weights = self.intermediate_weights.value
            return graph.sum(scores * (weights / (graph.sum(weights) + epsilon())))
        return scores if self.average is None else graph.mean(scores)
