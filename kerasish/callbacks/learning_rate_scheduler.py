"""Sets the learning rate before each epoch."""

from __future__ import annotations

import inspect
import numbers

import numpy as np

from kerasish.base.errors import fail
from kerasish.callbacks.callback import Callback
from kerasish.callbacks.optimizers_of import learning_rates, optimizers_of
from kerasish.utils.printing import print_message


class LearningRateScheduler(Callback):
    """learning rate = schedule(epoch, learning rate), before each epoch.

    The rate is logged as "learning_rate".

    Args:
        schedule: a function of the epoch, from 0, and the rate now, or of the epoch
            alone. Returns a float.
        verbose: 1 for messages.

    Raises:
        ArgumentError: the schedule returns something else than a number.

    Example:
        >>> from types import SimpleNamespace
        >>> from kerasish import callbacks, optimizers
        >>> model = SimpleNamespace(optimizer=optimizers.SGD(learning_rate=1.0))
        >>> halving = callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
        >>> halving.set_model(model)
        >>> halving.on_epoch_begin(0)
        >>> float(model.optimizer.learning_rate)
        0.5
    """

    def __init__(self, schedule, verbose=0):
        super().__init__()
        self.schedule = schedule
        self.verbose = verbose

    def added_names(self) -> list[str]:
        return list(learning_rates(self.model))

    def on_epoch_begin(self, epoch, logs=None):
        for label, optimizer in optimizers_of(self.model):
            rate = self._next_rate(epoch, optimizer)
            optimizer.learning_rate = rate
            if self.verbose > 0:
                print_message(
                    f"\nEpoch {epoch + 1}: LearningRateScheduler sets the "
                    f"{label + ' ' if label else ''}learning rate to {rate}"
                )

    def on_epoch_end(self, epoch, logs=None):
        if logs is not None:
            logs.update(learning_rates(self.model))

    def _next_rate(self, epoch, optimizer) -> float:
        now = float(np.asarray(optimizer.learning_rate))
        arguments = (epoch, now) if _takes_two(self.schedule) else (epoch,)
        rate = self.schedule(*arguments)
        if not isinstance(rate, numbers.Real) and np.ndim(rate):
            rate = None
        if rate is None or isinstance(rate, (str, bool)):
            fail(
                "LearningRateScheduler: schedule must return a number",
                {"schedule(epoch, learning_rate)": repr(rate)},
                "return the learning rate as a float",
            )
        return float(rate)


def _takes_two(function) -> bool:
    """Whether a function can be called with two arguments."""
    try:
        signature = inspect.signature(function)
    except ValueError:  # written in C, without a signature
        return True
    try:
        signature.bind(0, 0.0)
    except TypeError:
        return False
    return True
