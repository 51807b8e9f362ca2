"""A callback made of functions."""

from __future__ import annotations

from kerasish.base.errors import fail
from kerasish.callbacks.callback import Callback


class LambdaCallback(Callback):
    """Calls a function in each hook that is given one.

    Args:
        on_epoch_begin, on_epoch_end: functions of (epoch, logs).
        on_train_begin, on_train_end: functions of (logs).
        on_train_batch_begin, on_train_batch_end: functions of (batch, logs).
        **kwargs: functions for other hooks of `Callback`.

    Raises:
        ArgumentError: a name that is no hook, or something that is not callable.

    Example:
        >>> from kerasish import callbacks
        >>> callback = callbacks.LambdaCallback(
        ...     on_epoch_end=lambda epoch, logs: print(epoch, logs)
        ... )
        >>> callback.on_epoch_end(3, {"loss": 0.5})
        3 {'loss': 0.5}
    """

    def __init__(
        self,
        on_epoch_begin=None,
        on_epoch_end=None,
        on_train_begin=None,
        on_train_end=None,
        on_train_batch_begin=None,
        on_train_batch_end=None,
        **kwargs,
    ):
        super().__init__()
        functions = {
            "on_epoch_begin": on_epoch_begin,
            "on_epoch_end": on_epoch_end,
            "on_train_begin": on_train_begin,
            "on_train_end": on_train_end,
            "on_train_batch_begin": on_train_batch_begin,
            "on_train_batch_end": on_train_batch_end,
            **kwargs,
        }
        hooks = [name for name in vars(Callback) if name.startswith("on_")]
        for name, function in functions.items():
            if function is None:
                continue
            if name not in hooks or not callable(function):
                fail(
                    "LambdaCallback takes functions for hooks",
                    {name: repr(function)},
                    f"the hooks are {', '.join(hooks)}",
                )
            setattr(self, name, function)
