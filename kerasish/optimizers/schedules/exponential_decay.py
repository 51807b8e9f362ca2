"""Exponential decay of the learning rate."""

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


class ExponentialDecay(LearningRateSchedule):
    """rate(step) = initial_learning_rate * decay_rate ** (step / decay_steps).

    Args:
        initial_learning_rate: the rate at step 0.
        decay_steps: positive; after so many steps the rate is decay_rate times as high.
        decay_rate: the factor.
        staircase: whether the exponent is rounded down: decay at discrete intervals.
        name: kept for Keras' signature.

    Raises:
        ArgumentError: decay_steps is not positive.

    Example:
        >>> from kerasish.optimizers import schedules
        >>> round(float(schedules.ExponentialDecay(0.5, 10, 0.1)(20)), 6)
        0.005
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
        name="ExponentialDecay",
    ):
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.decay_rate = decay_rate
        self.staircase = staircase
        self.name = name

    def __call__(self, step):
        exponent = self.as_float(step) / self.decay_steps
        if self.staircase:
            exponent = graph.floor(exponent)
        return self.initial_learning_rate * graph.power(self.decay_rate, exponent)
