"""Cosine decay of the learning rate, after an optional warmup."""

from __future__ import annotations

import math

import graph
from kerasish.base.rules import (
    either,
    finite_number,
    non_negative_int,
    non_negative_number,
    optional,
    positive_int,
    positive_number,
)
from kerasish.optimizers.schedules.learning_rate_schedule import LearningRateSchedule


class CosineDecay(LearningRateSchedule):
    """rate(step) = top * (alpha + (1 - alpha) * (1 + cos(pi * t)) / 2).

    t = step / decay_steps, at most 1. With a `warmup_target` the rate first rises in
    a line from `initial_learning_rate` to `warmup_target` in `warmup_steps`; then
    `top` is the target, otherwise it is `initial_learning_rate`.

    Args:
        initial_learning_rate: the rate at step 0.
        decay_steps: positive; steps of the decay, after the warmup.
        alpha: the rate at the end, as a fraction of `top`.
        name: kept for Keras' signature.
        warmup_target: the rate after the warmup; None for no warmup.
        warmup_steps: steps of the warmup.

    Raises:
        ArgumentError: decay_steps is not positive.

    Source:
        Loshchilov and Hutter 2016, "SGDR: Stochastic Gradient Descent with Warm
        Restarts", equation 5.

    Example:
        >>> from kerasish.optimizers import schedules
        >>> schedule = schedules.CosineDecay(0.0, 10, warmup_target=1.0, warmup_steps=4)
        >>> [round(float(schedule(step)), 6) for step in (0, 2, 4, 9, 14)]
        [0.0, 0.5, 1.0, 0.5, 0.0]
    """

    rules = {
        "initial_learning_rate": finite_number,
        "decay_steps": either(positive_int, positive_number),
        "alpha": finite_number,
        "warmup_target": optional(finite_number),
        "warmup_steps": either(non_negative_int, non_negative_number),
    }

    def __init__(
        self,
        initial_learning_rate,
        decay_steps,
        alpha=0.0,
        name="CosineDecay",
        warmup_target=None,
        warmup_steps=0,
    ):
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.alpha = alpha
        self.name = name
        self.warmup_target = warmup_target
        self.warmup_steps = warmup_steps

    def __call__(self, step):
        step = self.as_float(step)
        if self.warmup_target is None:
            return self._decayed(step, self.initial_learning_rate)
        decayed = self._decayed(step - self.warmup_steps, self.warmup_target)
        rise = self.warmup_target - self.initial_learning_rate
        warming = self.initial_learning_rate + rise * (step / self.warmup_steps)
        return graph.where(step < self.warmup_steps, warming, decayed)

    def _decayed(self, step, top):
        done = graph.minimum(step, self.decay_steps) / self.decay_steps
        wave = 0.5 * (1.0 + graph.cos(math.pi * done))
        return top * ((1.0 - self.alpha) * wave + self.alpha)
