"""The weighted sum of values."""

from __future__ import annotations

import graph
from kerasish.metrics.metric import Metric
from kerasish.metrics.samplewise import reduce_to_samplewise_values


class Sum(Metric):
    """sum(values * weights).

    Args:
        name, dtype: see `Metric`.

    Example:
        >>> from kerasish import metrics
        >>> total = metrics.Sum()
        >>> total.update_state([1.0, 3.0])
        >>> float(total.result())
        4.0
    """

    def __init__(self, name="sum", dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.total = self.add_variable((), "zeros", dtype=self.dtype, name="total")

    def update_state(self, values, sample_weight=None):
        """Adds values, of any shape, each times its weight."""
        values, _ = reduce_to_samplewise_values(
            values, sample_weight, graph.sum, self.dtype
        )
        self.total.assign(self.total + graph.sum(values))

    def result(self):
        """The sum."""
        return self.total.value
