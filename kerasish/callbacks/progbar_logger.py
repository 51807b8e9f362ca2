"""Shows progress and metrics on the screen."""

from __future__ import annotations

from kerasish.callbacks.callback import Callback
from kerasish.utils.printing import is_terminal, print_message
from kerasish.utils.progbar import Progbar


class ProgbarLogger(Callback):
    """A progress bar for each epoch of fit, and for evaluate and predict.

    ``verbose`` of fit decides: 0 is silent, 1 (and "auto") a bar, 2 a line an epoch.
    Where nothing can be written over, such as in a log, a bar is one line too.

    Example:
        >>> from kerasish import callbacks
        >>> logger = callbacks.ProgbarLogger()
        >>> logger.set_params({"verbose": 2, "epochs": 3, "steps": 7})
        >>> logger.on_epoch_begin(0)
        Epoch 1/3
        >>> logger.on_epoch_end(0, {"loss": 0.5})  # doctest: +ELLIPSIS
        7/7 - 0s - ...s/step - loss: 0.5000
    """

    decides = False

    def __init__(self):
        super().__init__()
        self.verbose = 1
        self.epochs = 1
        self.target = None
        self.seen = 0
        self.progbar = None
        self._in_fit = False

    def set_params(self, params) -> None:
        super().set_params(params)
        verbose = params.get("verbose", 1)
        self.verbose = 1 if verbose == "auto" else int(verbose)
        self.epochs = params.get("epochs", 1)
        self.target = params.get("steps")

    def listens_to(self, hook: str) -> bool:
        """Batches matter for a bar that moves, and for counting unknown steps."""
        if self.verbose == 0:
            return hook in ("on_train_begin", "on_train_end")
        if hook.endswith("_batch_end") and self.target is not None:
            if self.verbose == 2 or not is_terminal():
                return False
        return super().listens_to(hook)

    def on_train_begin(self, logs=None):
        self._in_fit = True  # whose validation is silent

    def on_train_end(self, logs=None):
        self._in_fit = False

    def on_epoch_begin(self, epoch, logs=None):
        self._start()
        if self.verbose and self.epochs > 1:
            print_message(f"Epoch {epoch + 1}/{self.epochs}")

    def on_test_begin(self, logs=None):
        if not self._in_fit:
            self._start()

    def on_predict_begin(self, logs=None):
        self._start()

    def on_train_batch_end(self, batch, logs=None):
        self._move(batch, logs)

    def on_test_batch_end(self, batch, logs=None):
        if not self._in_fit:
            self._move(batch, logs)

    def on_predict_batch_end(self, batch, logs=None):
        self._move(batch, None)

    def on_epoch_end(self, epoch, logs=None):
        self._finish(logs)

    def on_test_end(self, logs=None):
        if not self._in_fit:
            self._finish(logs)

    def on_predict_end(self, logs=None):
        self._finish(None)

    def _start(self) -> None:
        self.seen = 0
        self.progbar = Progbar(
            self.target, verbose=self.verbose, stateless_metrics=(), unit_name="step"
        )

    def _move(self, batch, logs) -> None:
        if self.progbar is None:
            self._start()
        self.seen = batch + 1
        values = () if logs is None else logs.items()
        self.progbar.update(self.seen, values, finalize=False)

    def _finish(self, logs) -> None:
        if self.progbar is None:
            self._start()
        if self.target is None:
            self.target = self.progbar.target = self.seen
        values = () if logs is None else logs.items()
        self.progbar.update(self.target, values, finalize=True)
