"""Handwritten digits of 8 x 8 pixels, shipped with the package."""

from __future__ import annotations

import gzip
from importlib import resources

import numpy as np


def load_data(test_fraction: float = 0.2, seed: int = 0):
    """1,797 real images of handwritten digits, split into training and test.

    Args:
        test_fraction: the part held out for testing, 0 to 1.
        seed: of the order in which the images are split.

    Returns:
        (x_train, y_train), (x_test, y_test): images float32 (n, 8, 8) with values 0
        to 1, labels int32 (n,) with values 0 to 9.

    Source:
        E. Alpaydin and C. Kaynak (1998), "Optical Recognition of Handwritten Digits",
        UCI Machine Learning Repository, licence CC BY 4.0; see data/README.md.

    Example:
        >>> from kerasish.datasets import digits
        >>> (x_train, y_train), (x_test, y_test) = digits.load_data()
        >>> x_train.shape, x_test.shape
        ((1438, 8, 8), (359, 8, 8))
    """
    packed = resources.files("kerasish.datasets").joinpath("data/digits.csv.gz")
    text = gzip.decompress(packed.read_bytes()).decode("ascii")
    table = np.array([row.split(",") for row in text.split()], np.float32)
    images = (table[:, :64] / 16.0).reshape(-1, 8, 8)
    labels = table[:, 64].astype(np.int32)
    order = np.random.default_rng(seed).permutation(len(table))
    cut = int(len(table) * (1.0 - test_fraction) + 0.5)
    train, test = order[:cut], order[cut:]
    return (images[train], labels[train]), (images[test], labels[test])
