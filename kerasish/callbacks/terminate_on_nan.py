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

    A warning of fit says where the first such number came from: layer, op, your line,
    batch. For that the last steps are run again from a copy of the weights.

    Args:
        raise_error: whether it raises, so that no other callback comes to its end.
        save_batch: a path for the batch of the first such number, an ``.npz`` file with
            "x", "y", "sample_weight", "epoch" and "batch"; None for no file.
        explain: whether fit keeps a copy of what steps change, made now and then.
            None: if that is less than 64 MB. False: never, and no step is run again.

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

    def __init__(self, raise_error=False, save_batch=None, explain=None):
        super().__init__()
        self.raise_error = raise_error
        self.save_batch = save_batch
        self.explain = explain

    def _guard(self):
        return getattr(getattr(self.model, "_fit_run", None), "guard", None)

    def on_train_begin(self, logs=None):
        guard = self._guard()
        if guard is not None:
            guard.explains, guard.save_to = self.explain, self.save_batch

    def on_batch_end(self, batch, logs=None):
        loss = None if logs is None else logs.get("loss")
        if loss is None or math.isfinite(float(np.asarray(loss))):
            return
        if self.raise_error:
            told = getattr(self._guard(), "text", "")
            fail(
                f"TerminateOnNaN: the loss is not finite after batch {batch}",
                told if told else {"loss": loss},
                "lower the learning rate, clip gradients, or look for NaN in the data",
                ExecutionError,
            )
        print_message(f"Batch {batch}: the loss is {loss}; training ends")
        self.model.stop_training = True
