"""A model that only remembers what callbacks do with it."""

from __future__ import annotations

from kerasish import optimizers


class FakeModel:
    def __init__(self, optimizer=None, metrics=()):
        self.optimizer = optimizers.SGD(1.0) if optimizer is None else optimizer
        self.metrics = list(metrics)
        self.stop_training = False
        self.weights = 0
        self.calls = []

    def get_weights(self):
        return [self.weights]

    def set_weights(self, weights):
        (self.weights,) = weights

    def save(self, path, overwrite):
        self.calls.append(("save", path))

    def save_weights(self, path, overwrite):
        self.calls.append(("save_weights", path))


def run_epochs(callback, model, *logs):
    """The hooks of a fit with these logs of epochs; returns how many epochs it took."""
    callback.set_model(model)
    callback.on_train_begin()
    for epoch, values in enumerate(logs):
        model.weights = epoch
        callback.on_epoch_begin(epoch)
        callback.on_epoch_end(epoch, dict(values))
        if model.stop_training:
            break
    callback.on_train_end()
    return epoch + 1


def losses(*values, name="val_loss"):
    return [{name: value} for value in values]
