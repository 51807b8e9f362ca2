"""Weights of norm 1."""

from __future__ import annotations

import graph
from kerasish.base.settings import epsilon
from kerasish.base.tensors import to_float
from kerasish.constraints.constraint import Constraint


class UnitNorm(Constraint):
    """w divided by its norm along the axis.

    Args:
        axis: along which norms are taken.
    """

    aliases = ("unit_norm",)

    def __init__(self, axis=0):
        self.axis = axis

    def __call__(self, w):
        w = to_float(w)
        norms = graph.sqrt(graph.sum(graph.square(w), self.axis, keepdims=True))
        return w / (norms + epsilon())
