"""The coefficient of determination."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.base.tensors import convert_to_tensor
from kerasish.losses.ranks import matched, with_weights
from kerasish.metrics.metric import Metric


class R2Score(Metric):
    """1 - sum((y_true - y_pred)**2) / sum((y_true - mean(y_true))**2).

    Args:
        class_aggregation: how the scores of several outputs become one:
            "uniform_average", "variance_weighted_average", or None for one each.
        num_regressors: independent variables of the model, for the adjusted score; 0
            for the plain one. The score is not adjusted while there are not more
            samples than num_regressors + 1.
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.R2Score()
        >>> metric.update_state([[1.0], [4.0], [3.0]], [[2.0], [4.0], [4.0]])
        >>> round(float(metric.result()), 4)
        0.5714
    """

    rules = {
        "class_aggregation": rules.one_of(
            None, "uniform_average", "variance_weighted_average"
        ),
        "num_regressors": rules.non_negative_int,
    }

    def __init__(
        self,
        class_aggregation="uniform_average",
        num_regressors=0,
        name="r2_score",
        dtype=None,
    ):
        super().__init__(name=name, dtype=dtype)
        self.class_aggregation = class_aggregation
        self.num_regressors = num_regressors
        self.num_samples = self.add_variable((), "zeros", name="num_samples")
        self._built = False

    def _build(self, y_pred) -> None:
        if y_pred.ndim != 2 or y_pred.shape[-1] is None:
            fail(
                "R2Score takes targets and predictions with two axes",
                {"y_pred": y_pred.spec},
                "pass arrays of shape (samples, outputs)",
                graph.ShapeError,
            )
        shape = (y_pred.shape[-1],)
        self.squared_sum = self.add_variable(shape, "zeros", name="squared_sum")
        self.sum = self.add_variable(shape, "zeros", name="sum")
        self.total_mse = self.add_variable(shape, "zeros", name="residual")
        self.count = self.add_variable(shape, "zeros", name="count")
        self._built = True

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Adds a batch.

        Args:
            y_true, y_pred: (samples, outputs).
            sample_weight: a number, or one for each sample or value.
        """
        y_pred = convert_to_tensor(y_pred, self.dtype)
        y_true, y_pred = matched(y_true, y_pred, self.name)
        if not self._built:
            self._build(y_pred)
        if sample_weight is None:
            sample_weight = 1.0
        weights = convert_to_tensor(sample_weight, self.dtype)
        weights = with_weights(y_true, weights)[1]
        weights = graph.broadcast_to(weights, graph.shape(y_true))
        weighted = y_true * weights
        errors = graph.square(y_true - y_pred) * weights
        size = graph.cast(graph.as_tensor(y_true.spec.size), self.num_samples.dtype)
        for variable, values in (
            (self.sum, weighted),
            (self.squared_sum, y_true * weighted),
            (self.total_mse, errors),
            (self.count, weights),
        ):
            variable.assign(variable + graph.sum(values, axis=0))
        self.num_samples.assign(self.num_samples + size)

    def result(self):
        """The score, or one for each output."""
        if not self._built:
            return graph.zeros((), self.dtype)
        spread = self.squared_sum - self.sum * (self.sum / self.count)
        scores = 1.0 - self.total_mse / spread
        scores = graph.where(graph.isinf(scores), 0.0, scores)
        if self.class_aggregation == "uniform_average":
            scores = graph.mean(scores)
        elif self.class_aggregation == "variance_weighted_average":
            scores = graph.sum(spread * scores) / graph.sum(spread)
        return self._adjusted(scores) if self.num_regressors else scores

    def _adjusted(self, score):
        """The score, made smaller for models with many independent variables."""
        free = self.num_samples - 1.0 - self.num_regressors
        enough = free > 0
        rest = (1.0 - score) * (self.num_samples - 1.0)
        return graph.where(enough, 1.0 - rest / graph.where(enough, free, 1.0), score)
