"""The root of the mean squared error."""

from __future__ import annotations

import graph
from kerasish.base.tensors import convert_to_tensor
from kerasish.losses.ranks import matched
from kerasish.metrics.mean import Mean


class RootMeanSquaredError(Mean):
    """sqrt(mean((y_true - y_pred)**2)).

    Args:
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> metric = metrics.RootMeanSquaredError()
        >>> metric.update_state([[0.0, 1.0]], [[4.0, 1.0]])
        >>> round(float(metric.result()), 4)
        2.8284
    """

    def __init__(self, name="root_mean_squared_error", dtype=None):
        super().__init__(name=name, dtype=dtype)

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Adds a batch of targets and predictions of one shape."""
        y_pred = convert_to_tensor(y_pred, self.dtype)
        y_true, y_pred = matched(y_true, y_pred, self.name)
        errors = graph.square(y_pred - y_true)
        return super().update_state(errors, sample_weight=sample_weight)

    def result(self):
        """The root of the mean."""
        return graph.sqrt(super().result())
