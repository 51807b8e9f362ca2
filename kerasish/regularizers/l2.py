"""The L2 penalty."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.tensors import to_float
from kerasish.regularizers.regularizer import Regularizer


class L2(Regularizer):
    """l2 * sum(x**2).

    Args:
        l2: factor, >= 0.

    Example:
        >>> from kerasish import regularizers
        >>> float(regularizers.L2(1.0)([1.0, -2.0]))
        5.0
    """

    aliases = ("l2",)
    rules = {"l2": rules.optional(rules.non_negative_number)}

    def __init__(self, l2=0.01):
        self.l2 = 0.01 if l2 is None else l2

    def __call__(self, x):
        x = to_float(x)
        return self.l2 * graph.sum(graph.square(x))
