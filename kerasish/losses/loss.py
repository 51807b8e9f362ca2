"""The base class of losses."""

from __future__ import annotations

from typing import Any, ClassVar

import graph
from kerasish.base import rules
from kerasish.base.configured import Configured
from kerasish.base.dtype_policy import DTypePolicy
from kerasish.base.errors import fail
from kerasish.base.naming import auto_name, snake_case
from kerasish.base.settings import floatx, standardize_dtype
from kerasish.base.tensors import convert_to_tensor
from kerasish.losses.nesting import map_tensors
from kerasish.losses.reduction import reduce_weighted

_REDUCTIONS = ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none")


class Loss(Configured):
    """What training makes small.

    Args:
        name: shown in logs.
        reduction: "sum_over_batch_size" or "mean" (the mean of all values),
            "mean_with_sample_weight" (their sum over the sum of the weights), "sum", or
            "none" for a loss for each sample.
        dtype: in which it is computed.

    A subclass defines ``call(y_true, y_pred)``, which returns a loss for each sample.

    Example:
        >>> import graph
        >>> import kerasish
        >>> class Cubic(kerasish.Loss):
        ...     def call(self, y_true, y_pred):
        ...         return graph.mean(graph.absolute(y_true - y_pred) ** 3, axis=-1)
        >>> float(Cubic()([[0.0, 0.0]], [[2.0, 0.0]]))
        4.0
    """

    rules = {"reduction": rules.one_of(*_REDUCTIONS, None)}
    #: arguments that Keras leaves out of the config, with the values it assumes
    assumed: ClassVar[dict[str, Any]] = {}

    def __init__(self, name=None, reduction="sum_over_batch_size", dtype=None):
        self.name = auto_name(snake_case(type(self).__name__)) if name is None else name
        self.reduction = reduction
        self._dtype = dtype

    @property
    def dtype(self) -> str:
        """Name of the dtype in which the loss is computed."""
        if isinstance(self._dtype, DTypePolicy):
            return self._dtype.compute_dtype
        return floatx() if self._dtype is None else standardize_dtype(self._dtype)

    def call(self, y_true, y_pred):
        """The loss of each sample; its ``tags`` may hold a mask of those that count."""
        raise NotImplementedError(f"{type(self).__name__} must define call")

    def __call__(self, y_true, y_pred, sample_weight=None):
        """The reduced loss.

        Args:
            y_true: targets; structures are allowed.
            y_pred: predictions; a mask that they carry says which count.
            sample_weight: a number, or one for each sample, or for each value.

        Raises:
            ShapeError: targets, predictions or weights that do not fit.
        """
        if "reduction" not in self.__dict__:
            fail(
                f"{type(self).__name__}: the loss is not initialised",
                hint="call super().__init__() first in __init__",
            )
        y_pred = map_tensors(self._as_prediction, y_pred)
        y_true = map_tensors(self._as_target, y_true)
        losses = self.call(y_true, y_pred)
        if losses is None:
            fail(
                f"loss {self.name!r} returned nothing",
                {
                    "y_true": _specs(y_true),
                    "y_pred": _specs(y_pred),
                },
                "return a loss for each sample",
            )
        masks = [_mask_of(graph.flatten(y_pred)[0]), _mask_of(losses)]
        masks = [mask for mask in masks if mask is not None]
        mask = graph.logical_and(*masks) if len(masks) == 2 else (masks or [None])[0]
        return reduce_weighted(losses, sample_weight, mask, self.reduction, self.dtype)

    def _as_prediction(self, value):
        tensor = convert_to_tensor(value)
        if tensor.dtype == self.dtype:
            return tensor
        cast = graph.cast(tensor, self.dtype)
        cast.tags = tensor.tags
        return cast

    def _as_target(self, value):
        tensor = convert_to_tensor(value)
        is_float = graph.kind_of(tensor.dtype) not in "iub"
        return graph.cast(tensor, self.dtype) if is_float else tensor

    def get_config(self) -> dict:
        """Name, reduction, and the other arguments; dtype is left out, as by Keras."""
        config = {"name": self.name, "reduction": self.reduction}
        config |= super().get_config()
        config.pop("dtype", None)
        for name, value in self.assumed.items():
            if config.get(name) == value:
                del config[name]
        return config

    @classmethod
    def from_config(cls, config):
        """The loss that a config describes, one of Keras 2 too ("auto" reduction)."""
        if config.get("reduction") == "auto":
            config = {**config, "reduction": "sum_over_batch_size"}
        return super().from_config(config)


def _specs(structure):
    return ", ".join(str(tensor.spec) for tensor in graph.flatten(structure))


def _mask_of(tensor):
    return getattr(tensor, "tags", None)
