"""Stops training when a metric stops getting better."""

from __future__ import annotations

from kerasish.callbacks.monitor import MonitorCallback
from kerasish.utils.printing import print_message


class EarlyStopping(MonitorCallback):
    """Ends fit after `patience` epochs in which the monitored number was not better.

    Args:
        monitor: name in the logs.
        min_delta: smallest change that counts as better.
        patience: epochs to wait for one that is better.
        verbose: 1 for a message.
        mode: "min", "max", or "auto": decided by the metric.
        baseline: training also ends when it is not better than this in time.
        restore_best_weights: whether the model gets the weights of the best epoch, also
            when training simply ends.
        start_from_epoch: epochs before the first that is looked at.

    Attributes:
        stopped_epoch: the epoch after which it stopped, from 0; 0 when it did not.
        best, best_epoch: the best value, and its epoch from 0.

    Example:
        >>> from types import SimpleNamespace
        >>> from kerasish import callbacks
        >>> model = SimpleNamespace(stop_training=False)
        >>> stopping = callbacks.EarlyStopping("loss", patience=2)
        >>> stopping.set_model(model)
        >>> stopping.on_train_begin()
        >>> for epoch, loss in enumerate([3.0, 2.0, 2.5, 2.5]):
        ...     stopping.on_epoch_end(epoch, {"loss": loss})
        >>> model.stop_training, stopping.best_epoch
        (True, 1)
    """

    def __init__(
        self,
        monitor="val_loss",
        min_delta=0,
        patience=0,
        verbose=0,
        mode="auto",
        baseline=None,
        restore_best_weights=False,
        start_from_epoch=0,
    ):
        super().__init__(monitor, mode, min_delta=min_delta)
        self.patience = patience
        self.verbose = verbose
        self.baseline = baseline
        self.restore_best_weights = restore_best_weights
        self.start_from_epoch = start_from_epoch
        self._reset()

    def _reset(self) -> None:
        self.wait = 0
        self.stopped_epoch = 0
        self.best = None
        self.best_epoch = 0
        self.best_weights = None

    def get_state(self) -> dict:
        return {
            "wait": self.wait,
            "stopped_epoch": self.stopped_epoch,
            "best": self.best,
            "best_epoch": self.best_epoch,
            "best_weights": self.best_weights,
        }

    def set_state(self, state) -> None:
        self.wait, self.stopped_epoch = state["wait"], state["stopped_epoch"]
        self.best, self.best_epoch = state["best"], state["best_epoch"]
        self.best_weights = state["best_weights"]

    def on_train_begin(self, logs=None):
        self._reset()

    def on_epoch_end(self, epoch, logs=None):
        value = self.current(logs, "stops training")
        if value is None or epoch < self.start_from_epoch:
            return
        self.wait += 1
        if self.is_better(value, self.best):
            self.best, self.best_epoch = value, epoch
            if self.restore_best_weights:
                self.best_weights = self.model.get_weights()
            if self.is_better(value, self.baseline):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.stopped_epoch > 0 and self.verbose > 0:
            print_message(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.restore_best_weights and self.best_weights is not None:
            if self.verbose > 0:
                best = self.best_epoch + 1
                print_message(f"The model gets the weights of the best epoch, {best}")
            self.model.set_weights(self.best_weights)
