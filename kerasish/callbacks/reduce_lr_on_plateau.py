"""Lowers the learning rate when a metric stops getting better."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import fail
from kerasish.callbacks.monitor import MonitorCallback
from kerasish.callbacks.optimizers_of import learning_rates, optimizers_of
from kerasish.utils.printing import print_message


class ReduceLROnPlateau(MonitorCallback):
    """learning rate = max(factor * learning rate, min_lr), after `patience` bad epochs.

    The rate is logged as "learning_rate".

    Args:
        monitor: name in the logs.
        factor: below 1.
        patience: epochs to wait for one that is better.
        verbose: 1 for messages.
        mode: "min", "max", or "auto": decided by the metric.
        min_delta: smallest change that counts as better.
        cooldown: epochs after a reduction that do not count.
        min_lr: lowest rate.
        **kwargs: `epsilon`, which `min_delta` was called in Keras 2.

    Raises:
        ArgumentError: factor is 1 or more, or an argument is unknown.

    Example:
        >>> from types import SimpleNamespace
        >>> from kerasish import callbacks, optimizers
        >>> model = SimpleNamespace(optimizer=optimizers.SGD(learning_rate=1.0))
        >>> plateau = callbacks.ReduceLROnPlateau("loss", factor=0.5, patience=2)
        >>> plateau.set_model(model)
        >>> for epoch, loss in enumerate([3.0, 3.0, 3.0]):
        ...     plateau.on_epoch_end(epoch, {"loss": loss})
        >>> float(model.optimizer.learning_rate)
        0.5
    """

    def __init__(
        self,
        monitor="val_loss",
        factor=0.1,
        patience=10,
        verbose=0,
        mode="auto",
        min_delta=0.0001,
        cooldown=0,
        min_lr=0.0,
        **kwargs,
    ):
        min_delta = kwargs.pop("epsilon", min_delta)
        if kwargs:
            fail(f"ReduceLROnPlateau: unknown arguments {sorted(kwargs)}")
        super().__init__(monitor, mode, min_delta=min_delta)
        if not factor < 1.0:
            fail(
                "ReduceLROnPlateau: factor must be below 1",
                {"factor": factor},
                "the learning rate is multiplied by it",
            )
        self.factor = factor
        self.patience = patience
        self.verbose = verbose
        self.cooldown = cooldown
        self.min_lr = min_lr
        self.cooldown_counter = 0
        self.wait = 0

    def get_state(self) -> dict:
        return {
            "best": self.best,
            "wait": self.wait,
            "cooldown_counter": self.cooldown_counter,
        }

    def set_state(self, state) -> None:
        self.best, self.wait = state["best"], state["wait"]
        self.cooldown_counter = state["cooldown_counter"]

    def added_names(self) -> list[str]:
        return list(learning_rates(self.model))

    def on_train_begin(self, logs=None):
        self.best = None
        self.cooldown_counter = 0
        self.wait = 0

    def in_cooldown(self) -> bool:
        """Whether a reduction was so recent that epochs do not count."""
        return self.cooldown_counter > 0

    def on_epoch_end(self, epoch, logs=None):
        logs = {} if logs is None else logs
        logs.update(learning_rates(self.model))
        value = self.current(logs, "lowers the learning rate")
        if value is None:
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self.is_better(value, self.best):
            self.best = value
            self.wait = 0
        elif not self.in_cooldown():
            self.wait += 1
            if self.wait >= self.patience and self._reduce_all(epoch):
                self.cooldown_counter = self.cooldown
                self.wait = 0

    def _reduce_all(self, epoch) -> bool:
        """Lowers all learning rates; whether one was above `min_lr`."""
        reduced = False
        for label, optimizer in optimizers_of(self.model):
            now = float(np.asarray(optimizer.learning_rate))
            if now <= np.float32(self.min_lr):
                continue
            reduced = True
            rate = max(now * self.factor, self.min_lr)
            optimizer.learning_rate = rate
            if self.verbose > 0:
                print_message(
                    f"\nEpoch {epoch + 1}: ReduceLROnPlateau lowers the "
                    f"{label + ' ' if label else ''}learning rate to {rate}"
                )
        return reduced
