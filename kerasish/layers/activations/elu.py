"""The exponential linear unit."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.layers.same_shape import SameShapeLayer


class ELU(SameShapeLayer):
    """y = x where x > 0, else alpha * (e**x - 1).

    Args:
        alpha: minus the limit for x towards minus infinity.

    Source:
        Clevert et al., 2015, https://arxiv.org/abs/1511.07289, equation 15.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.ELU(2.0)(np.array([-1000.0, 3.0])).numpy()
        array([-2.,  3.], dtype=float32)
    """

    rules = {"alpha": rules.finite_number}

    def __init__(self, alpha=1.0, **kwargs):
        super().__init__(**kwargs)
        self.alpha = alpha

    def call(self, inputs):
        return graph.elu(inputs, self.alpha)
