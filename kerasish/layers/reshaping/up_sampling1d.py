"""Each step of a sequence several times."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.layers.reshaping.base_up_sampling import BaseUpSampling


class UpSampling1D(BaseUpSampling):
    """y[:, t] = x[:, t // size].

    Args:
        size: how many times each step is repeated.

    Call arguments:
        inputs: (batch, steps, channels).

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.UpSampling1D(3)(np.zeros((2, 8, 4))).shape
        (2, 24, 4)
    """

    rules = {"size": rules.positive_int}
    rank = 1

    def __init__(self, size=2, **kwargs):
        super().__init__(**kwargs)
        self._start()
        self.size = size
