"""Cosine decay of the learning rate with restarts."""

from __future__ import annotations

import math

import graph
from kerasish.base.rules import (
    either,
    finite_number,
    positive_int,
    positive_number,
)
from kerasish.optimizers.schedules.learning_rate_schedule import LearningRateSchedule


class CosineDecayRestarts(LearningRateSchedule):
    """rate(step) = initial * (alpha + (1 - alpha) * m_mul**i * (1 + cos(pi * t)) / 2).

    i is the number of restarts so far and t, from 0 to 1, how much of the period is
    done. Period i takes first_decay_steps * t_mul**i steps.

    Args:
        initial_learning_rate: the rate at step 0.
        first_decay_steps: positive; steps of the first period.
        t_mul: positive; how much longer each period is than the one before.
        m_mul: how much higher each period starts than the one before.
        alpha: the rate at the end of a period, as a fraction of the initial one.
        name: kept for Keras' signature.

    Raises:
        ArgumentError: first_decay_steps or t_mul is not positive.

    Source:
        Loshchilov and Hutter 2016, "SGDR: Stochastic Gradient Descent with Warm
        Restarts", section 3.

    Example:
        >>> from kerasish.optimizers import schedules
        >>> schedule = schedules.CosineDecayRestarts(1.0, 10, m_mul=0.5)
        >>> [round(float(schedule(step)), 6) for step in (0, 5, 11, 20)]
        [1.0, 0.5, 0.496922, 0.25]
    """

    rules = {
        "initial_learning_rate": finite_number,
        "first_decay_steps": either(positive_int, positive_number),
        "t_mul": positive_number,
        "m_mul": finite_number,
        "alpha": finite_number,
    }

    def __init__(
        self,
        initial_learning_rate,
        first_decay_steps,
        t_mul=2.0,
        m_mul=1.0,
        alpha=0.0,
        name="SGDRDecay",
    ):
        self.initial_learning_rate = initial_learning_rate
        self.first_decay_steps = first_decay_steps
        self.t_mul = t_mul
        self.m_mul = m_mul
        self.alpha = alpha
        self.name = name

    def __call__(self, step):
        restarts, done = self._period(self.as_float(step) / self.first_decay_steps)
        height = graph.power(self.m_mul, restarts)
        wave = 0.5 * height * (1.0 + graph.cos(math.pi * done))
        return self.initial_learning_rate * ((1.0 - self.alpha) * wave + self.alpha)

    def _period(self, elapsed):
        """How many periods are over, and how much of the running one is done."""
        if self.t_mul == 1.0:
            restarts = graph.floor(elapsed)
            return restarts, elapsed - restarts
        grown = graph.log(1.0 - elapsed * (1.0 - self.t_mul))
        restarts = graph.floor(grown / graph.log(self.as_float(self.t_mul)))
        length = graph.power(self.t_mul, restarts)
        started = (1.0 - length) / (1.0 - self.t_mul)
        return restarts, (elapsed - started) / length
