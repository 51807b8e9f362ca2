"""Weights drawn from a uniform distribution."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.settings import standardize_dtype
from kerasish.initializers.random_initializer import RandomInitializer


class RandomUniform(RandomInitializer):
    """Values from a uniform distribution.

    Args:
        minval: lower end.
        maxval: upper end.
        seed: see `RandomInitializer`.

    Example:
        >>> from kerasish import initializers
        >>> a = initializers.RandomUniform(seed=1)((2, 3))
        >>> b = initializers.RandomUniform(seed=1)((2, 3))
        >>> bool((a.numpy() == b.numpy()).all())
        True
    """

    aliases = ("uniform", "random_uniform")
    rules = {"minval": rules.finite_number, "maxval": rules.finite_number}

    def __init__(self, minval=-0.05, maxval=0.05, seed=None):
        super().__init__(seed)
        self.minval = minval
        self.maxval = maxval

    def __call__(self, shape, dtype=None):
        return graph.random_uniform(
            self.draw_key(), shape, self.minval, self.maxval, standardize_dtype(dtype)
        )
