"""Metrics that were added to a functional model of Keras 2."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.base.user_warning import warn
from kerasish.layers.same_shape import SameShapeLayer


@internal
class AddMetric(SameShapeLayer):
    """y = x; a warning says that the metric is not computed.

    Args:
        aggregation, metric_name: of the metric.

    Example:
        >>> import warnings
        >>> import kerasish
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")
        ...     kerasish.layers.AddMetric(metric_name="size").metric_name
        'size'
    """

    def __init__(self, aggregation=None, metric_name=None, **kwargs):
        super().__init__(**kwargs)
        self.aggregation, self.metric_name = aggregation, metric_name
        warn(
            f"layer {self.name!r}: metric {metric_name!r} was added to the model with "
            "add_metric, which is not computed here; pass a metric to compile"
        )

    def call(self, inputs):
        """The inputs."""
        return inputs
