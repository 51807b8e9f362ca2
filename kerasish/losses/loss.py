"""The base class of losses."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.configured import Configured
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.naming import auto_name, snake_case
from kerasish.base.settings import floatx, standardize_dtype
from kerasish.base.tensors import convert_to_tensor
from kerasish.losses.reduction import reduce_weighted

REDUCTIONS = ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none")


class Loss(Configured):
    """What training makes small.

    Args:
        name: shown in logs.
        reduction: "sum_over_batch_size" (the mean), "sum", "mean",
            "mean_with_sample_weight", or "none" for a loss a sample.
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

    rules = {"reduction": rules.one_of(*REDUCTIONS, None)}

    def __init__(self, name=None, reduction="sum_over_batch_size", dtype=None):
        self.name = auto_name(snake_case(type(self).__name__)) if name is None else name
        self.reduction = reduction
        self._dtype = dtype

    @property
    def dtype(self) -> str:
        return floatx() if self._dtype is None else standardize_dtype(self._dtype)

    def call(self, y_true, y_pred):
        """The loss of each sample; its ``tags`` may hold a mask of those that count."""
        raise NotImplementedError(f"{type(self).__name__} must define call")

    def __call__(self, y_true, y_pred, sample_weight=None):
        """The reduced loss.

        Args:
            y_true: targets; structures are allowed.
            y_pred: predictions.
            sample_weight: a number, or one for each sample, or for each value.

        Raises:
            ShapeError: targets and predictions that do not fit.
        """
        y_pred = graph.map_leaves(lambda t: convert_to_tensor(t, self.dtype), y_pred)
        y_true = graph.map_leaves(self._as_target, y_true)
        losses = self.call(y_true, y_pred)
        masks = [graph.flatten(y_pred)[0].tags, losses.tags]
        masks = [mask for mask in masks if mask is not None]
        mask = graph.logical_and(*masks) if len(masks) == 2 else (masks or [None])[0]
        return reduce_weighted(losses, sample_weight, mask, self.reduction, self.dtype)

    def _as_target(self, value):
        tensor = convert_to_tensor(value)
        return tensor if tensor.dtype.kind in "iub" else graph.cast(tensor, self.dtype)

    def get_config(self) -> dict:
        return {"name": self.name, "reduction": self.reduction} | {
            k: v for k, v in super().get_config().items() if k != "dtype"
        }


@internal
def match_ranks(y_true, y_pred, name: str):
    """Targets and predictions of one rank: a last axis of size 1 may be missing.

    Raises:
        ShapeError: any other difference; nothing is ever broadcast silently.
    """
    a, b = y_true.spec.shape, y_pred.spec.shape
    if len(a) == len(b) + 1 and a[-1] == 1:
        y_true = graph.squeeze(y_true, -1)
    elif len(b) == len(a) + 1 and b[-1] == 1:
        y_pred = graph.squeeze(y_pred, -1)
    shapes = y_true.shape, y_pred.shape
    fits = len(shapes[0]) == len(shapes[1]) and all(
        m is None or n is None or m == n for m, n in zip(*shapes)
    )
    if not fits:
        fail(
            f"{name}: targets and predictions do not fit",
            {"y_true": y_true.spec, "y_pred": y_pred.spec},
            "give the targets the shape of the model's output",
            graph.ShapeError,
        )
    return y_true, y_pred
