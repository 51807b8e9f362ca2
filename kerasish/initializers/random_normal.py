"""Weights drawn from a normal distribution."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.settings import standardize_dtype
from kerasish.initializers.random_initializer import RandomInitializer


class RandomNormal(RandomInitializer):
    """Values from a normal distribution.

    Args:
        mean: of the distribution.
        stddev: standard deviation.
        seed: see `RandomInitializer`.

    Example:
        >>> from kerasish import initializers
        >>> a = initializers.RandomNormal(seed=1)((2, 3))
        >>> b = initializers.RandomNormal(seed=1)((2, 3))
        >>> bool((a.numpy() == b.numpy()).all())
        True
    """

    aliases = ("normal", "random_normal")
    rules = {"mean": rules.finite_number, "stddev": rules.finite_number}

    def __init__(self, mean=0.0, stddev=0.05, seed=None):
        super().__init__(seed)
        self.mean = mean
        self.stddev = stddev

    def __call__(self, shape, dtype=None):
        return graph.random_normal(
            self.draw_key(), shape, self.mean, self.stddev, standardize_dtype(dtype)
        )
