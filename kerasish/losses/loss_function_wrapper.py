"""A function as a loss."""

from __future__ import annotations

import graph
from kerasish.base.callable_arguments import require_arguments
from kerasish.base.serialization import serialize_keras_object
from kerasish.losses.function_config import function_config, function_from_config
from kerasish.losses.loss import Loss
from kerasish.losses.ranks import same_rank


class LossFunctionWrapper(Loss):
    """A loss made of ``fn(y_true, y_pred, **kwargs)``, which returns sample losses.

    Args:
        fn: the function.
        reduction, name, dtype: see `Loss`.
        kwargs: passed to the function.

    Example:
        >>> import graph
        >>> from kerasish import losses
        >>> loss = losses.LossFunctionWrapper(lambda y, p: graph.absolute(y - p))
        >>> float(loss([1.0, 2.0], [1.0, 5.0]))
        1.5
    """

    def __init__(
        self, fn, reduction="sum_over_batch_size", name=None, dtype=None, **kwargs
    ):
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        require_arguments("a loss", fn, "y_true", "y_pred", **kwargs)
        self.fn = fn
        self._fn_kwargs = kwargs

    def call(self, y_true, y_pred):
        """The function's values; a last axis of size 1 may be missing on one side."""
        targets, predictions = graph.flatten(y_true), graph.flatten(y_pred)
        if len(targets) == len(predictions):
            pairs = [same_rank(t, p) for t, p in zip(targets, predictions)]
            y_true = graph.pack_like(y_true, [t for t, _ in pairs])
            y_pred = graph.pack_like(y_pred, [p for _, p in pairs])
        return self.fn(y_true, y_pred, **self._fn_kwargs)

    def get_config(self) -> dict:
        config = super().get_config()
        if "fn" in config:
            config |= {"fn": function_config(self.fn)}
            config |= serialize_keras_object(self._fn_kwargs)
        return config

    @classmethod
    def from_config(cls, config):
        if "fn" in config and "fn" not in cls.argument_names():
            # Keras 2 names the function, which the class says already
            config = {k: v for k, v in config.items() if k != "fn"}
        return super().from_config(function_from_config(config, "losses"))
