"""The sum of the L1 and L2 penalties."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.tensors import to_float
from kerasish.regularizers.regularizer import Regularizer


class L1L2(Regularizer):
    """l1 * sum(|x|) + l2 * sum(x**2).

    Args:
        l1, l2: factors, >= 0; None for 0.

    Example:
        >>> from kerasish import regularizers
        >>> float(regularizers.L1L2(l1=1.0, l2=1.0)([1.0, -2.0]))
        8.0
    """

    aliases = ("l1_l2",)
    rules = {
        "l1": rules.optional(rules.non_negative_number),
        "l2": rules.optional(rules.non_negative_number),
    }

    def __init__(self, l1=0.0, l2=0.0):
        self.l1 = 0.0 if l1 is None else l1
        self.l2 = 0.0 if l2 is None else l2

    def __call__(self, x):
        x = to_float(x)
        penalty = graph.zeros((), x.dtype)
        if self.l1:
            penalty = penalty + self.l1 * graph.sum(graph.absolute(x))
        if self.l2:
            penalty = penalty + self.l2 * graph.sum(graph.square(x))
        return penalty
