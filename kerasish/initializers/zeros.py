"""Weights that start at zeros."""

from __future__ import annotations

import graph
from kerasish.base.settings import standardize_dtype
from kerasish.initializers.initializer import Initializer


class Zeros(Initializer):
    """All zeros.

    Example:
        >>> from kerasish import initializers
        >>> initializers.Zeros()((2,)).shape
        (2,)
    """

    aliases = ("zero", "zeros")

    def __call__(self, shape, dtype=None):
        return graph.zeros(shape, standardize_dtype(dtype))
