"""A function as a loss."""

from __future__ import annotations

import graph
from kerasish.losses.loss import Loss, match_ranks


class LossFunctionWrapper(Loss):
    """A loss made of ``fn(y_true, y_pred, **kwargs)``, which returns sample losses.

    Args:
        fn: the function.
        reduction, name, dtype: see `Loss`.
        kwargs: passed to the function.
    """

    def __init__(
        self, fn, reduction="sum_over_batch_size", name=None, dtype=None, **kwargs
    ):
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        self.fn = fn
        self._fn_kwargs = kwargs

    def call(self, y_true, y_pred):
        """The function's values."""
        simple = isinstance(y_true, graph.Tensor) and isinstance(y_pred, graph.Tensor)
        if (
            simple
            and y_true.ndim != y_pred.ndim
            and 1 in (y_true.spec.shape[-1:] + y_pred.spec.shape[-1:])
        ):
            if abs(y_true.ndim - y_pred.ndim) == 1 and not self._takes_labels(y_pred):
                y_true, y_pred = match_ranks(y_true, y_pred, self.name)
        return self.fn(y_true, y_pred, **self._fn_kwargs)

    @staticmethod
    def _takes_labels(y_pred) -> bool:
        return y_pred.spec.shape[-1:] != (1,)
