"""Evaluates a model with the moving averages of its weights."""

from __future__ import annotations

from kerasish.base.errors import fail
from kerasish.callbacks.callback import Callback


class SwapEMAWeights(Callback):
    """Swaps weights and their averages before evaluate and predict, and back after.

    The optimizer must keep the averages: ``use_ema=True``.

    Args:
        swap_on_epoch: whether the averages are in the model also from the end of an
            epoch to the begin of the next, for callbacks that come after, such as
            `ModelCheckpoint`.

    Raises:
        ArgumentError: no optimizer of the model keeps averages.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> x, y = np.ones((8, 3), "float32"), np.ones((8, 1), "float32")
        >>> model = kerasish.Sequential([kerasish.Input((3,)),
        ...                              kerasish.layers.Dense(1)])
        >>> model.compile(kerasish.optimizers.SGD(use_ema=True), "mse")
        >>> swap = kerasish.callbacks.SwapEMAWeights()
        >>> history = model.fit(x, y, validation_data=(x, y), verbose=0,
        ...                     callbacks=[swap])
    """

    def __init__(self, swap_on_epoch=False):
        super().__init__()
        self.swap_on_epoch = swap_on_epoch
        self._averages_are_in_model = False

    def get_state(self) -> dict:
        return {"averages_are_in_model": self._averages_are_in_model}

    def set_state(self, state) -> None:
        self._averages_are_in_model = state["averages_are_in_model"]

    def on_train_begin(self, logs=None):
        outer = self.model.optimizer
        if outer is None or outer.built or not hasattr(outer, "optimizers"):
            self._optimizers()  # those of a MultiOptimizer may come when it is built

    def on_epoch_begin(self, epoch, logs=None):
        if self.swap_on_epoch:
            self._put_averages(False)

    def on_epoch_end(self, epoch, logs=None):
        if self.swap_on_epoch:
            self._put_averages(True)

    def on_train_end(self, logs=None):
        # fit ends with the averages in the model, and takes them from the optimizer
        self._put_averages(False)

    def on_test_begin(self, logs=None):
        self._put_averages(True)

    def on_test_end(self, logs=None):
        self._put_averages(False)

    def on_predict_begin(self, logs=None):
        self._put_averages(True)

    def on_predict_end(self, logs=None):
        self._put_averages(False)

    def _put_averages(self, in_model: bool) -> None:
        """Swaps, unless they are there already."""
        if self._averages_are_in_model == in_model:
            return
        for optimizer in self._optimizers():
            for variable, average in optimizer._averaged():
                value = variable.numpy()
                variable.assign(average.value)
                average.assign(value)
        self._averages_are_in_model = in_model

    def _optimizers(self) -> list:
        outer = self.model.optimizer
        outer = getattr(outer, "inner_optimizer", outer)
        found = [
            optimizer
            for optimizer in getattr(outer, "optimizers", [outer])
            if getattr(optimizer, "use_ema", False)
        ]
        if not found:
            fail(
                "SwapEMAWeights: the optimizer keeps no averages",
                {"optimizer": type(outer).__name__},
                "make it with use_ema=True",
            )
        return found
