"""Prices of houses in California."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import fail
from kerasish.datasets.kept_files import KERAS_FILES, kept_file
from kerasish.datasets.splitting import split_shuffled

_DIGEST = "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f"
_SMALL = 600


def load_data(version="large", path="california_housing.npz", test_split=0.2, seed=113):
    """20,640 districts of California in 1990, with 8 numbers and a median price each.

    Args:
        version: "large", or "small" for the first 600.
        path: of a local file, or the name of the kept one.
        test_split: the part for testing, 0 to 1.
        seed: of the order.

    Returns:
        (x_train, y_train), (x_test, y_test): float32 (n, 8) and (n,), in dollars.

    Raises:
        ArgumentError: another version.
        FileError: there is no file, and no network.

    Source:
        R. Kelley Pace, R. Barry (1997), "Sparse spatial autoregressions".
    """
    if version not in ("small", "large"):
        fail(
            "california_housing: version must be 'small' or 'large'",
            {"version": repr(version)},
        )
    address = f"{KERAS_FILES}california_housing.npz"
    with np.load(kept_file(path, address, _DIGEST), allow_pickle=False) as arrays:
        x, y = arrays["x"], arrays["y"]
    if version == "small":
        x, y = x[:_SMALL], y[:_SMALL]
    return split_shuffled(x, y, test_split, seed)
