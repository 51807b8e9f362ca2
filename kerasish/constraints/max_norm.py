"""Weights of limited norm."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.settings import epsilon
from kerasish.base.tensors import to_float
from kerasish.constraints.constraint import Constraint


class MaxNorm(Constraint):
    """w scaled down where its norm along the axis is above the limit.

    Args:
        max_value: the largest norm.
        axis: along which norms are taken; 0 for the kernel of Dense.

    Example:
        >>> from kerasish import constraints
        >>> constraints.MaxNorm(1.0)([[3.0], [4.0]]).numpy().round(3)
        array([[0.6],
               [0.8]], dtype=float32)
    """

    aliases = ("max_norm",)
    rules = {"max_value": rules.any_number}

    def __init__(self, max_value=2, axis=0):
        self.max_value = max_value
        self.axis = axis

    def __call__(self, w):
        w = to_float(w)
        norms = graph.sqrt(graph.sum(graph.square(w), self.axis, keepdims=True))
        desired = graph.clip(norms, 0, self.max_value)
        return w * (desired / (norms + epsilon()))
