"""Weights whose norm is kept between limits."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.settings import epsilon
from kerasish.base.tensors import to_float
from kerasish.constraints.constraint import Constraint


class MinMaxNorm(Constraint):
    """w scaled so that its norm along the axis lies between the limits.

    Args:
        min_value, max_value: the limits.
        rate: how far towards the limit a step goes, 0 to 1.
        axis: along which norms are taken.
    """

    aliases = ("min_max_norm",)
    rules = {
        "min_value": rules.any_number,
        "max_value": rules.any_number,
        "rate": rules.fraction,
    }

    def __init__(self, min_value=0.0, max_value=1.0, rate=1.0, axis=0):
        self.min_value = min_value
        self.max_value = max_value
        self.rate = rate
        self.axis = axis

    def __call__(self, w):
        w = to_float(w)
        norms = graph.sqrt(graph.sum(graph.square(w), self.axis, keepdims=True))
        limited = graph.clip(norms, self.min_value, self.max_value)
        desired = self.rate * limited + (1 - self.rate) * norms
        return w * (desired / (norms + epsilon()))
