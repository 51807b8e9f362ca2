"""Keeps what was logged after each epoch."""

from __future__ import annotations

from kerasish.callbacks.callback import Callback


class History(Callback):
    """What ``fit`` returns: the metrics of all epochs.

    Attributes:
        history: lists of one number an epoch, by name.
        epoch: the numbers of the epochs of the last fit, from 0.

    Example:
        >>> from kerasish import callbacks
        >>> history = callbacks.History()
        >>> history.on_train_begin()
        >>> history.on_epoch_end(0, {"loss": 0.5})
        >>> history.on_epoch_end(1, {"loss": 0.25})
        >>> history.history, history.epoch
        ({'loss': [0.5, 0.25]}, [0, 1])
    """

    def __init__(self):
        super().__init__()
        self.history: dict[str, list] = {}
        self.epoch: list[int] = []

    def on_train_begin(self, logs=None):
        self.epoch = []

    def on_epoch_end(self, epoch, logs=None):
        self.epoch.append(epoch)
        for name, value in ({} if logs is None else logs).items():
            self.history.setdefault(name, []).append(value)
        if self.model is not None:
            self.model.history = self
