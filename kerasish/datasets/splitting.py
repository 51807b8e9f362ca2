"""Samples in another order, cut into training and test."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import fail


def split_shuffled(x, y, test_split: float, seed: int):
    """(x_train, y_train), (x_test, y_test): the last samples of a shuffled order.

    Raises:
        ArgumentError: test_split is not from 0 to 1.
    """
    if not 0 <= test_split < 1:
        fail("test_split must be from 0 to 1, and not 1", {"test_split": test_split})
    order = np.arange(len(x))
    np.random.RandomState(seed).shuffle(order)
    cut = int(len(x) * (1 - test_split))
    train, test = order[:cut], order[cut:]
    return (x[train], y[train]), (x[test], y[test])
