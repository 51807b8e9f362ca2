"""Inverse time decay of the learning rate."""

from __future__ import annotations

import graph
from kerasish.base.rules import (
    boolean,
    either,
    finite_number,
    positive_int,
    positive_number,
)
from kerasish.optimizers.schedules.learning_rate_schedule import LearningRateSchedule


class InverseTimeDecay(LearningRateSchedule):
    """rate(step) = initial_learning_rate / (1 + decay_rate * step / decay_steps).

    Args:
        initial_learning_rate: the rate at step 0.
        decay_steps: positive; how often the decay is applied.
        decay_rate: how much the denominator grows in decay_steps.
        staircase: whether step / decay_steps is rounded down.
        name: kept for Keras' signature.

    Raises:
        ArgumentError: decay_steps is not positive.

    Example:
        >>> from kerasish.optimizers import schedules
        >>> round(float(schedules.InverseTimeDecay(0.6, 10, 0.5)(40)), 6)
        0.2
    """

    rules = {
        "initial_learning_rate": finite_number,
        "decay_steps": either(positive_int, positive_number),
        "decay_rate": finite_number,
        "staircase": boolean,
    }

    def __init__(
        self,
        initial_learning_rate,
        decay_steps,
        decay_rate,
        staircase=False,
        name="InverseTimeDecay",
    ):
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.decay_rate = decay_rate
        self.staircase = staircase
        self.name = name

    def __call__(self, step):
        elapsed = self.as_float(step) / self.decay_steps
        if self.staircase:
            elapsed = graph.floor(elapsed)
        return self.initial_learning_rate / (1.0 + self.decay_rate * elapsed)
