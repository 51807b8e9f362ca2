"""Polynomial decay of the learning rate."""

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


class PolynomialDecay(LearningRateSchedule):
    """rate(step) = end + (initial - end) * (1 - min(step, steps) / steps) ** power.

    Args:
        initial_learning_rate: the rate at step 0.
        decay_steps: positive; when the end is reached.
        end_learning_rate: the rate from then on.
        power: 1 is a straight line.
        cycle: whether `decay_steps` is doubled, tripled, ... once it is passed, so that
            the rate rises again.
        name: kept for Keras' signature.

    Raises:
        ArgumentError: decay_steps is not positive.

    Example:
        >>> from kerasish.optimizers import schedules
        >>> schedule = schedules.PolynomialDecay(0.5, 10, end_learning_rate=0.1)
        >>> [round(float(schedule(step)), 6) for step in (0, 5, 10, 99)]
        [0.5, 0.3, 0.1, 0.1]
    """

    rules = {
        "initial_learning_rate": finite_number,
        "decay_steps": either(positive_int, positive_number),
        "end_learning_rate": finite_number,
        "power": finite_number,
        "cycle": boolean,
    }

    def __init__(
        self,
        initial_learning_rate,
        decay_steps,
        end_learning_rate=0.0001,
        power=1.0,
        cycle=False,
        name="PolynomialDecay",
    ):
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.end_learning_rate = end_learning_rate
        self.power = power
        self.cycle = cycle
        self.name = name

    def __call__(self, step):
        step = self.as_float(step)
        if self.cycle:
            # at step 0 the quotient rounds up to 0, but one cycle is already running
            cycles = graph.maximum(graph.ceil(step / self.decay_steps), 1.0)
            left = 1.0 - step / (cycles * self.decay_steps)
        else:
            left = 1.0 - graph.minimum(step, self.decay_steps) / self.decay_steps
        span = self.initial_learning_rate - self.end_learning_rate
        return span * graph.power(left, self.power) + self.end_learning_rate
