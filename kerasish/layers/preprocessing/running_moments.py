"""Mean and variance of batches, one after the other."""

from __future__ import annotations

import math

import numpy as np

from kerasish.base.discovery import internal


@internal
class RunningMoments:
    """Mean and variance of all that was added, in float64.

    Source: Chan, Golub & LeVeque, "Algorithms for computing the sample variance"
    (1983), equation 2.1.

    Args:
        kept: axes with moments of their own; all others are averaged over.
    """

    def __init__(self, kept: tuple[int, ...]):
        self.kept = kept
        self.count = 0
        self.mean = self.variance = np.zeros(())

    def add(self, array: np.ndarray) -> None:
        """Counts the elements of an array in."""
        others = tuple(axis for axis in range(array.ndim) if axis not in self.kept)
        count = math.prod(array.shape[axis] for axis in others)
        if not count:
            return
        mean = np.mean(array, others, np.float64)
        variance = np.var(array, others, np.float64)
        self.count += count
        new, old = count / self.count, 1 - count / self.count
        shift = mean - self.mean
        self.variance = old * self.variance + new * variance + old * new * shift**2
        self.mean = self.mean + new * shift
