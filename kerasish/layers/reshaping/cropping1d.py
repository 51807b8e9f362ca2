"""Cutting the ends of a sequence."""

from __future__ import annotations

from kerasish.layers.argument_rules import amounts
from kerasish.layers.reshaping.base_cropping import BaseCropping


class Cropping1D(BaseCropping):
    """y = x without what is cut at both ends of the steps.

    Args:
        cropping: steps cut at the start and at the end; one number for both.

    Call arguments:
        inputs: (batch, steps, channels).

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.Cropping1D(2)(np.zeros((2, 8, 4))).shape
        (2, 4, 4)
    """

    rules = {"cropping": amounts(1)}
    rank = 1

    def __init__(self, cropping=(1, 1), **kwargs):
        super().__init__(**kwargs)
        self._start()
        self.cropping = cropping
