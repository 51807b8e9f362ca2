"""Layers that training does not change at all: their gradient is exactly 0."""

from __future__ import annotations

import zlib

import numpy as np

from kerasish.training.advice.giving import give

#: steps after which a layer that learns has changed
LEAST_STEPS = 8
#: more bytes of weights are not looked at
MOST_BYTES = 1 << 28


class GradientWatch:
    """Compares weights at the end of an epoch with those after the first step.

    Checksums of them are kept, so that it costs neither time in a step nor memory.

    Args:
        model: a compiled model that has been trained on a batch.
    """

    def __init__(self, model):
        self.model = model
        own = type(model).train_step
        self._is_over = not own.__module__.startswith("kerasish.")
        self._before = {} if self._is_over else self._sums()
        self._is_over = self._is_over or not self._before
        self._steps = 0

    def end_epoch(self, steps: int) -> None:
        """Warns once of layers that have stayed as they were.

        Args:
            steps: how many the epoch had.
        """
        self._steps += steps
        optimizer = self.model.optimizer
        every = getattr(optimizer, "gradient_accumulation_steps", None) or 1
        if self._is_over or self._steps < LEAST_STEPS * every:
            return
        self._is_over = True
        now = self._sums()
        if now.keys() != self._before.keys():
            return
        layers: dict[str, bool] = {}
        for path, value in now.items():
            layer = path.rpartition("/")[0]
            is_same = self._before[path] == value
            layers[layer] = layers.get(layer, True) and is_same
        dead = [layer for layer, is_same in layers.items() if is_same]
        if dead and (len(dead) < len(layers) or _moves(optimizer)):
            give("dead gradient", _text(dead, self._steps))

    def _sums(self) -> dict[str, int]:
        optimizer = self.model.optimizer
        told = getattr(optimizer, "without_gradient", ())  # of which it has warned
        weights = [w for w in self.model.trainable_variables if w.path not in told]
        if sum(w.array.nbytes for w in weights) > MOST_BYTES:
            return {}
        if not all(np.isfinite(w.array).all() for w in weights):
            return {}  # NaN stays NaN
        return {w.path: _checksum(w.array) for w in weights}


def _checksum(array) -> int:
    flat = np.atleast_1d(np.ascontiguousarray(array))
    return zlib.crc32(flat.view(np.uint8))


def _moves(optimizer) -> bool:
    """Whether a gradient would change weights: a rate above 0, no step left out."""
    if hasattr(optimizer, "dynamic_scale"):
        return False
    rate = getattr(optimizer, "learning_rate", None)
    return rate is not None and float(np.asarray(rate)) > 0.0


def _text(dead: list[str], steps: int) -> str:
    shown = ", ".join(map(repr, dead[-3:]))
    shown = f"{len(dead)} layers, the last of them {shown}," if len(dead) > 3 else shown
    verb = "have" if len(dead) > 1 else "has"
    return (
        f"{shown} {verb} not changed in {steps} steps: the gradient is exactly 0. "
        "Behind a relu this is so when no unit is positive for any sample (a lower "
        "learning rate, scaled inputs, or LeakyReLU), behind a sigmoid or softmax when "
        "they are saturated; also where everything is multiplied by 0, or rounded. If "
        "the layer shall stay as it is, set trainable=False"
    )
