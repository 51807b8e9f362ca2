"""Prices of houses in Boston."""

from __future__ import annotations

import numpy as np

from kerasish.datasets.kept_files import KERAS_FILES, kept_file
from kerasish.datasets.splitting import split_shuffled

_DIGEST = "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5"


def load_data(path="boston_housing.npz", test_split=0.2, seed=113):
    """506 districts of Boston in the 1970s, with 13 numbers and a median price each.

    The data have a variable that assumes racism; they are for comparison with old
    results only.

    Args:
        path: of a local file, or the name of the kept one.
        test_split: the part for testing, 0 to 1.
        seed: of the order.

    Returns:
        (x_train, y_train), (x_test, y_test): float64 (n, 13) and (n,), in 1000 dollars.

    Raises:
        FileError: there is no file, and no network.

    Source:
        D. Harrison, D. Rubinfeld (1978), "Hedonic housing prices and the demand for
        clean air".
    """
    address = f"{KERAS_FILES}boston_housing.npz"
    with np.load(kept_file(path, address, _DIGEST), allow_pickle=False) as arrays:
        return split_shuffled(arrays["x"], arrays["y"], test_split, seed)
