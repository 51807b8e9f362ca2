"""The base class of callbacks."""

from __future__ import annotations

import sys


class Callback:
    """Hooks into fit, evaluate and predict: a subclass overrides those that it needs.

    Attributes:
        params: dict with "verbose", "epochs" and "steps" of the loop.
        model: the model that is trained.

    Each hook gets `logs`, a dict of numbers by name: at the end of a batch the metrics
    so far, at the end of an epoch the metrics of the epoch, those of the validation
    with "val_" in front.

    Example:
        >>> from kerasish import callbacks
        >>> class Losses(callbacks.Callback):
        ...     def on_epoch_end(self, epoch, logs=None):
        ...         print(epoch, logs["loss"])
        >>> callbacks.CallbackList([Losses()]).on_epoch_end(0, {"loss": 0.5})
        0 0.5
    """

    #: whether it comes after all callbacks that are not, in every hook
    is_last = False
    #: where ranks of `kerasish.distribution` train together: whether each calls it; if
    #: not, only rank 0 does, and the others get what it changes
    every_rank = False
    #: whether it may stop the training or change variables in a hook of a batch
    decides = True

    def __init__(self):
        self.params = None
        self._model = None

    @property
    def model(self):
        return self._model

    def set_params(self, params) -> None:
        """Takes note of the parameters of the loop."""
        self.params = params

    def set_model(self, model) -> None:
        """Takes note of the model."""
        self._model = model

    def listens_to(self, hook: str) -> bool:
        """Whether a hook does something; a `CallbackList` leaves out those that do not.

        Args:
            hook: for example "on_epoch_end".
        """
        names = [hook]
        if hook.startswith("on_train_batch"):
            # which it calls; Python's own tables keep every name that is looked up
            names.append(sys.intern(hook.replace("_train", "")))
        return any(
            name in vars(self) or getattr(type(self), name) is not vars(Callback)[name]
            for name in names
        )

    def get_state(self) -> dict | None:
        """What a training that goes on in another process needs to know of it.

        Returns:
            Numbers, texts, None and arrays, in dicts by text and lists; None when there
            is nothing to know.
        """
        return None

    def set_state(self, state) -> None:
        """Takes what `get_state` gave; after `on_train_begin`."""

    def needed_names(self) -> list[str]:
        """Names of logs without which it does not work; fit fails without them."""
        return []

    def added_names(self) -> list[str]:
        """Names that it adds to the logs of an epoch."""
        return []

    def on_batch_begin(self, batch, logs=None):
        """Another name of `on_train_batch_begin`."""

    def on_batch_end(self, batch, logs=None):
        """Another name of `on_train_batch_end`."""

    def on_epoch_begin(self, epoch, logs=None):
        """Before an epoch of fit; epochs count from 0."""

    def on_epoch_end(self, epoch, logs=None):
        """After an epoch of fit and its validation."""

    def on_train_batch_begin(self, batch, logs=None):
        """Before a batch of fit; batches count from 0 in each epoch."""
        self.on_batch_begin(batch, logs=logs)

    def on_train_batch_end(self, batch, logs=None):
        """After a batch of fit."""
        self.on_batch_end(batch, logs=logs)

    def on_test_batch_begin(self, batch, logs=None):
        """Before a batch of evaluate, or of the validation in fit."""

    def on_test_batch_end(self, batch, logs=None):
        """After a batch of evaluate, or of the validation in fit."""

    def on_predict_batch_begin(self, batch, logs=None):
        """Before a batch of predict."""

    def on_predict_batch_end(self, batch, logs=None):
        """After a batch of predict; logs["outputs"] is what the model gave."""

    def on_train_begin(self, logs=None):
        """Before fit starts."""

    def on_train_end(self, logs=None):
        """After fit; logs are those of the last epoch."""

    def on_interrupt(self, logs=None):
        """After Ctrl-C has ended the last step of fit, before `on_train_end`."""

    def on_test_begin(self, logs=None):
        """Before evaluate, or the validation in fit."""

    def on_test_end(self, logs=None):
        """After evaluate, or the validation in fit."""

    def on_predict_begin(self, logs=None):
        """Before predict."""

    def on_predict_end(self, logs=None):
        """After predict."""
