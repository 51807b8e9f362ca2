"""Small colour images of 10 kinds of things."""

from __future__ import annotations

import numpy as np

from kerasish.datasets.cifar_files import load_batches
from kerasish.datasets.kept_files import kept_folder

_ADDRESS = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
_DIGEST = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"
_FOLDER = "cifar-10-batches-py"


def load_data(path=None):
    """60,000 images of 32 x 32 pixels in 10 classes: airplane, automobile, bird, cat,
    deer, dog, frog, horse, ship, truck.

    Args:
        path: folder with the files data_batch_1, ..., test_batch; None for the kept
            ones, which are downloaded if they are not there.

    Returns:
        (x_train, y_train), (x_test, y_test): images uint8 (n, 32, 32, 3) with values 0
        to 255, labels uint8 (n, 1) with values 0 to 9.

    Raises:
        FileError: there are no files, and no network.

    Source:
        A. Krizhevsky (2009), "Learning multiple layers of features from tiny images".
    """
    if path is None:
        path = kept_folder(f"{_FOLDER}-target", _ADDRESS, _DIGEST) / _FOLDER
    names = [f"data_batch_{i}" for i in range(1, 6)]
    x_train, y_train = load_batches(path, names, "labels")
    x_test, y_test = load_batches(path, ["test_batch"], "labels")
    return (x_train, y_train.astype(np.uint8)), (x_test, y_test.astype(np.uint8))
