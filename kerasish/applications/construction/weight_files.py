"""Weights of image models: local files only, with the address of the public ones."""

from __future__ import annotations

import os
from pathlib import Path

from kerasish.base.errors import FileError, fail
from kerasish.base.keras_home import keras_home

#: where the public weights can be had
STORE = "https://storage.googleapis.com/"
FOLDER = "tensorflow/keras-applications"


def weights_path(request) -> Path | None:
    """The file that the argument `weights` means, None for random weights.

    Args:
        request: the `Architecture` with its arguments.

    Raises:
        FileError: there is no such file; the hint says where to get it.
    """
    weights = request.weights
    if weights is None:
        return None
    if weights == "imagenet":
        return _public_file(request)
    if not isinstance(weights, (str, os.PathLike)) or not Path(weights).is_file():
        fail(
            f"{request.owner}: there is no file of weights {weights!r}",
            None,
            "pass weights=None or the path of an .h5 or .weights.h5 file",
            FileError,
        )
    return Path(weights)


def _public_file(request) -> Path:
    address = request.weight_file()
    path = keras_home() / "models" / request.weight_file_name(address)
    if not path.is_file():
        fail(
            f"{request.owner}: the ImageNet weights are not on this computer, and "
            "nothing is downloaded",
            f"no file {str(path)!r}",
            f"download {STORE}{address}, put it there under that name or pass "
            "weights=<its path>; weights=None starts from random weights",
            FileError,
        )
    return path


def kernels_file(folder: str, name: str, include_top: bool) -> str:
    """The address of weights that are named as those of the first models are.

    Example:
        >>> from kerasish.applications.construction.weight_files import kernels_file
        >>> kernels_file("vgg16", "vgg16", False).split("/")[-1]
        'vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5'
    """
    end = "" if include_top else "_notop"
    return f"{FOLDER}/{folder}/{name}_weights_tf_dim_ordering_tf_kernels{end}.h5"
