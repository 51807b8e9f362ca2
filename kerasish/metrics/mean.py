"""The weighted mean of values."""

from __future__ import annotations

import graph
from kerasish.metrics.metric import Metric
from kerasish.metrics.samplewise import ratio, reduce_to_samplewise_values


class Mean(Metric):
    """sum(values * weights) / sum(weights).

    Args:
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> mean = metrics.Mean()
        >>> mean.update_state([1.0, 3.0], sample_weight=[3.0, 1.0])
        >>> float(mean.result())
        1.5
    """

    def __init__(self, name="mean", dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.total = self.add_variable((), "zeros", dtype=self.dtype, name="total")
        self.count = self.add_variable((), "zeros", dtype=self.dtype, name="count")

    def update_state(self, values, sample_weight=None):
        """Adds values.

        Args:
            values: any shape; beyond the first axis their mean is taken.
            sample_weight: see `reduce_to_samplewise_values`; 0 where a value is not to
                count.
        """
        values, weights = reduce_to_samplewise_values(
            values, sample_weight, graph.mean, self.dtype
        )
        if weights is not None:
            count = graph.sum(weights)
        else:
            count = graph.shape(values)[0] if values.ndim else 1
        self.total.assign(self.total + graph.sum(values))
        self.count.assign(self.count + graph.cast(count, self.dtype))

    def result(self):
        """The mean; 0 before any value."""
        return ratio(self.total.value, self.count.value)
