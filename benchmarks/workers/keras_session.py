"""A workload in Keras, or in what speaks it: timed inside fit, and around predict."""

from __future__ import annotations

import importlib
from collections.abc import Callable

import numpy as np

from benchmarks.workloads.catalogue import Workload
from benchmarks.workloads.data import examples
from benchmarks.workloads.keras_models import make_model


class Session:
    """Holds a model and its data; does short repeats when it is asked.

    Args:
        module: "keras" or "kerasish".
        workload: what to run.
        clock: gives seconds.
        compiles: for other sessions.
    """

    def __init__(
        self, module: str, workload: Workload, clock: Callable, compiles: bool = False
    ):
        self.keras = importlib.import_module(module)
        self.workload, self.clock = workload, clock
        self.model = make_model(self.keras, workload)
        self.x, self.y = examples(workload, workload.batch * workload.steps)

    def first_step(self) -> None:
        """One batch, with whatever is traced and compiled for it."""
        self.warm()

    def warm(self) -> None:
        batch = self.workload.batch
        if self.workload.trains:
            self._fit(self.x[:batch], self.y[:batch], [])
        elif self.workload.mode == "direct":
            np.asarray(self.model(self.x[:batch]))
        else:
            self.model.predict(self.x[:batch], batch_size=batch, verbose=0)

    def repeat(self) -> float:
        """Seconds of a step."""
        self.warm()
        if self.workload.trains:
            return self._epoch_seconds() / self.workload.steps
        start = self.clock()
        self._predict()
        return (self.clock() - start) / self.workload.steps

    def _predict(self) -> None:
        rows = range(self.workload.steps)
        if self.workload.mode == "predict":
            self.model.predict(self.x, batch_size=self.workload.batch, verbose=0)
        elif self.workload.mode == "call":
            for row in rows:
                self.model.predict(self.x[row : row + 1], verbose=0)
        else:
            for row in rows:
                np.asarray(self.model(self.x[row : row + 1]))

    def _epoch_seconds(self) -> float:
        """An epoch as its callbacks see it: without what fit does before and after."""
        times, clock = [], self.clock

        class EpochTimer(self.keras.callbacks.Callback):
            def on_epoch_begin(self, epoch, logs=None):
                times.append(clock())

            def on_epoch_end(self, epoch, logs=None):
                times.append(clock())

        self._fit(self.x, self.y, [EpochTimer()])
        start, end = times
        return end - start

    def _fit(self, x, y, callbacks) -> None:
        self.model.fit(
            x, y, batch_size=self.workload.batch, verbose=0, callbacks=callbacks
        )
