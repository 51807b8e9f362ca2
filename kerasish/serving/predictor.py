"""A model as a function of arrays in order."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.errors import UnsupportedError, fail
from kerasish.saving.probe_inputs import Unknown, fitting_inputs


class Predictor:
    """Predicts outputs in the order of the model.

    Args:
        model: a built one that knows its inputs.
        max_batch: rows that are computed at a time.
    """

    def __init__(self, model, max_batch: int) -> None:
        self.model, self.max_batch = model, max_batch

    def __call__(self, inputs: list[np.ndarray]) -> list[np.ndarray]:
        """The outputs; each has as many rows as the inputs."""
        rows = len(inputs[0])
        packed = graph.pack_like(self.model.input, inputs)
        if len(inputs) > 1 and rows <= self.max_batch:
            result = self.model.predict_on_batch(packed)
        else:
            result = self.model.predict(packed, batch_size=self.max_batch, verbose=0)
        outputs = [np.asarray(y) for y in graph.flatten(result)]
        for y in outputs:
            if not y.ndim or len(y) != rows:
                fail(
                    f"model {self.model.name!r} cannot be served: of {rows} rows it "
                    f"makes an output of shape {list(y.shape)}",
                    hint="outputs need a row for each row of the inputs",
                    error=UnsupportedError,
                )
        return outputs

    def warm_up(self) -> bool:
        """Compiles the model by predicting what is made up; whether that was possible.

        Raises:
            UnsupportedError: an output has no row for each row of the inputs.
        """
        for rows in (1, min(2, self.max_batch)):
            try:
                inputs = fitting_inputs(self.model, rows)
            except Unknown:
                return False
            self(graph.flatten(inputs))
        return True
