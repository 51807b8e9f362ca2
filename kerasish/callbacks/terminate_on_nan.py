"""Stops training when the loss is no number any more."""

from __future__ import annotations

import math

import numpy as np

from graph import ExecutionError
from kerasish.base.errors import fail
from kerasish.callbacks.callback import Callback
from kerasish.utils.printing import print_message


class TerminateOnNaN(Callback):
    """Ends fit after a batch whose loss is NaN or infinite.

    Args:
        raise_error: whether it raises, so that no other callback comes to its end.

    Raises:
        ExecutionError: the loss is not finite, and raise_error is True. It is a
            RuntimeError.

    Example:
        >>> from types import SimpleNamespace
        >>> from kerasish import callbacks
        >>> model = SimpleNamespace(stop_training=False)
        >>> guard = callbacks.TerminateOnNaN()
        >>> guard.set_model(model)
        >>> guard.on_train_batch_end(7, {"loss": float("nan")})
        Batch 7: the loss is nan; training ends
        >>> model.stop_training
        True
    """

    def __init__(self, raise_error=False):
        super().__init__()
        self.raise_error = raise_error

    def on_batch_end(self, batch, logs=None):
        loss = None if logs is None else logs.get("loss")
        if loss is None or math.isfinite(float(np.asarray(loss))):
            return
        if self.raise_error:
            fail(
                f"TerminateOnNaN: the loss is not finite after batch {batch}",
                {"loss": loss},
                "lower the learning rate, clip gradients, or look for NaN in the data",
                ExecutionError,
            )
        print_message(f"Batch {batch}: the loss is {loss}; training ends")
        self.model.stop_training = True
