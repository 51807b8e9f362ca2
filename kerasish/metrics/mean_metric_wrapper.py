"""A function of targets and predictions as a metric."""

from __future__ import annotations

from kerasish.base.callable_arguments import require_arguments
from kerasish.base.serialization import serialize_keras_object
from kerasish.base.tensors import convert_to_tensor
from kerasish.losses.function_config import function_config, function_from_config
from kerasish.losses.nesting import map_tensors
from kerasish.losses.reduction import apply_mask
from kerasish.metrics.mean import Mean


class MeanMetricWrapper(Mean):
    """The weighted mean of ``fn(y_true, y_pred, **kwargs)``.

    Args:
        fn: gives a value for each sample.
        name, dtype: see `Metric`.
        kwargs: passed to the function.

    Example:
        >>> import graph
        >>> from kerasish import metrics
        >>> metric = metrics.MeanMetricWrapper(lambda y, p: graph.absolute(y - p))
        >>> metric.update_state([1.0, 2.0], [1.0, 4.0])
        >>> float(metric.result())
        1.0
    """

    def __init__(self, fn, name=None, dtype=None, **kwargs):
        super().__init__(name=name, dtype=dtype)
        require_arguments("a metric", fn, "y_true", "y_pred", **kwargs)
        self._fn = fn
        self._fn_kwargs = kwargs

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Adds a batch.

        Args:
            y_true: targets.
            y_pred: predictions; a mask that they carry is a weight.
            sample_weight: a number, or one for each sample or value.
        """
        y_true = map_tensors(convert_to_tensor, y_true)
        y_pred = map_tensors(convert_to_tensor, y_pred)
        mask = getattr(y_pred, "tags", None)
        values = self._fn(y_true, y_pred, **self._fn_kwargs)
        if mask is not None:
            sample_weight = apply_mask(sample_weight, mask, self.dtype, "sum")
        return super().update_state(values, sample_weight=sample_weight)

    def get_config(self) -> dict:
        config = super().get_config()
        if "fn" in config:
            config |= {"fn": function_config(self._fn)}
            config |= serialize_keras_object(self._fn_kwargs)
        return config

    @classmethod
    def from_config(cls, config):
        return super().from_config(function_from_config(config, "metrics", "losses"))
