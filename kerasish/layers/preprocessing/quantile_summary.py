"""Quantiles of data that come in batches, from a summary of bounded size.

A summary is a float32 matrix: values in ascending order, and how many elements each of
them stands for.
"""

from __future__ import annotations

import numpy as np

from kerasish.base.discovery import internal


@internal
def empty_summary() -> np.ndarray:
    return np.zeros((2, 0), np.float32)


@internal
def summarized(values: np.ndarray, epsilon: float) -> np.ndarray:
    """About 1 / epsilon of the values, at equal steps of their order."""
    ordered = np.sort(np.ravel(values).astype(np.float32))
    step = max(ordered.size / (1.0 / epsilon), 1)
    chosen = ordered[int(step - 1) :: int(step)]
    return np.stack([chosen, np.full_like(chosen, step)])


@internal
def merged(first: np.ndarray, second: np.ndarray, epsilon: float) -> np.ndarray:
    """One summary of what two stand for."""
    both = np.concatenate([first, second], axis=1)
    return _compressed(both[:, np.argsort(both[0])], epsilon)


@internal
def bin_edges(summary: np.ndarray, bins: int) -> np.ndarray:
    """The values between so many bins that hold equally many elements."""
    return _compressed(summary, 1.0 / bins)[0, :-1]


def _compressed(summary, epsilon):
    """The values at multiples of epsilon of the total weight, between neighbours."""
    if summary.shape[1] * epsilon < 1:
        return summary
    values, weights = summary
    reached = np.cumsum(weights)
    shares = np.arange(0.0, 1.0, epsilon) + epsilon
    at = reached / reached[-1]
    new_reached = np.interp(shares, at, reached)
    new_values = np.interp(shares, at, values)
    new_weights = np.diff(new_reached, prepend=0)
    return np.stack([new_values, new_weights]).astype(np.float32)
