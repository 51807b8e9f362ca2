"""Weights that are not negative."""

from __future__ import annotations

import graph
from kerasish.base.tensors import to_float
from kerasish.constraints.constraint import Constraint


class NonNeg(Constraint):
    """w = max(w, 0).

    Example:
        >>> from kerasish import constraints
        >>> constraints.NonNeg()([-1.0, 2.0]).numpy()
        array([0., 2.], dtype=float32)
    """

    aliases = ("non_neg",)

    def __call__(self, w):
        return graph.maximum(to_float(w), 0.0)
