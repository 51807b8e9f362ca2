"""Weights that start at ones."""

from __future__ import annotations

import graph
from kerasish.base.settings import standardize_dtype
from kerasish.initializers.initializer import Initializer


class Ones(Initializer):
    """All ones.

    Example:
        >>> from kerasish import initializers
        >>> initializers.Ones()((2,)).shape
        (2,)
    """

    aliases = ("one", "ones")

    def __call__(self, shape, dtype=None):
        return graph.ones(shape, standardize_dtype(dtype))
