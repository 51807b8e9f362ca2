"""Keeps what was logged after each epoch."""

from __future__ import annotations

from kerasish.callbacks.callback import Callback


class History(Callback):
    """What ``fit`` returns: the metrics of all epochs.

    Attributes:
        history: lists of one number an epoch, by name.
        epoch: the numbers of the epochs of the last fit, from 0.
        interrupted: whether Ctrl-C ended the last fit.

    Example:
        >>> from kerasish import callbacks
        >>> history = callbacks.History()
        >>> history.on_train_begin()
        >>> history.on_epoch_end(0, {"loss": 0.5})
        >>> history.on_epoch_end(1, {"loss": 0.25})
        >>> history.history, history.epoch
        ({'loss': [0.5, 0.25]}, [0, 1])
    """

    decides = False

    def __init__(self):
        super().__init__()
        self.history: dict[str, list] = {}
        self.epoch: list[int] = []
        self.interrupted = False

    def get_state(self) -> dict:
        history = {name: list(values) for name, values in self.history.items()}
        return {"history": history, "epoch": list(self.epoch)}

    def set_state(self, state) -> None:
        self.history = {name: list(v) for name, v in state["history"].items()}
        self.epoch = list(state["epoch"])

    def on_train_begin(self, logs=None):
        self.epoch = []
        self.interrupted = False

    def on_interrupt(self, logs=None):
        self.interrupted = True

    def on_epoch_end(self, epoch, logs=None):
        self.epoch.append(epoch)
        for name, value in ({} if logs is None else logs).items():
            self.history.setdefault(name, []).append(value)
        if self.model is not None:
            self.model.history = self
