"""The MNIST digits."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import FileError, fail
from kerasish.datasets.kept_files import KERAS_FILES, kept_file

_DIGEST = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
_ARRAYS = {
    "x_train": (60000, 28, 28),
    "y_train": (60000,),
    "x_test": (10000, 28, 28),
    "y_test": (10000,),
}


def load_data(path="mnist.npz"):
    """The 70,000 images of handwritten digits.

    Args:
        path: of a local file, or the name of the kept one, which is downloaded if it
            is not there.

    Returns:
        (x_train, y_train), (x_test, y_test): images uint8 (n, 28, 28) with values 0 to
        255, labels uint8 (n,) with values 0 to 9.

    Raises:
        FileError: there is no file, and no network, or it holds something else.

    Source:
        Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
    """
    place = kept_file(path, f"{KERAS_FILES}mnist.npz", _DIGEST)
    with np.load(place, allow_pickle=False) as arrays:
        for name, shape in _ARRAYS.items():
            if name not in arrays or arrays[name].shape != shape:
                fail(
                    f"mnist: {str(place)!r} is another file",
                    {name: arrays[name].shape if name in arrays else "missing"},
                    f"{name} must have shape {shape}",
                    FileError,
                )
        x_train, y_train, x_test, y_test = (arrays[name] for name in _ARRAYS)
    return (x_train, y_train), (x_test, y_test)
