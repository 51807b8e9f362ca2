"""The L1 penalty."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.tensors import to_float
from kerasish.regularizers.regularizer import Regularizer


class L1(Regularizer):
    """l1 * sum(|x|).

    Args:
        l1: factor, >= 0.

    Example:
        >>> from kerasish import regularizers
        >>> float(regularizers.L1(1.0)([1.0, -2.0]))
        3.0
    """

    aliases = ("l1",)
    rules = {"l1": rules.optional(rules.non_negative_number)}

    def __init__(self, l1=0.01):
        self.l1 = 0.01 if l1 is None else l1

    def __call__(self, x):
        x = to_float(x)
        return self.l1 * graph.sum(graph.absolute(x))
