"""Small grey images of clothes."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np

from kerasish.base.errors import FileError, fail
from kerasish.datasets.kept_files import KERAS_FILES, kept_file

_KINDS = {"labels": "labels-idx1-ubyte.gz", "images": "images-idx3-ubyte.gz"}


def load_data(path=None):
    """70,000 images of 28 x 28 pixels in 10 classes: T-shirt, trouser, pullover, dress,
    coat, sandal, shirt, sneaker, bag, ankle boot.

    Args:
        path: folder with train-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz and the
            like; None for the kept ones, which are downloaded if they are not there.

    Returns:
        (x_train, y_train), (x_test, y_test): images uint8 (n, 28, 28) with values 0 to
        255, labels uint8 (n,) with values 0 to 9.

    Raises:
        FileError: there are no files, and no network, or they hold something else.

    Source:
        H. Xiao, K. Rasul, R. Vollgraf (2017), "Fashion-MNIST".
    """
    return _part("train", path), _part("t10k", path)


def _part(part: str, folder):
    labels = _idx(_file(f"{part}-{_KINDS['labels']}", folder), 1)
    images = _idx(_file(f"{part}-{_KINDS['images']}", folder), 3)
    return images, labels


def _file(name: str, folder) -> Path:
    if folder is not None:
        return kept_file(Path(folder, name), "")
    return kept_file(name, KERAS_FILES + name, folder="datasets/fashion-mnist")


def _idx(path: Path, axes: int) -> np.ndarray:
    """The array of an IDX file: 0, 0, type, axes, then sizes, then uint8."""
    try:
        data = gzip.decompress(path.read_bytes())
    except (OSError, EOFError) as error:
        fail(f"{str(path)!r} is damaged", str(error), error=FileError)
    sizes = np.frombuffer(data[4 : 4 + 4 * axes], ">u4").tolist()
    body = np.frombuffer(data, np.uint8, offset=min(4 + 4 * axes, len(data)))
    is_idx = data[:4] == bytes([0, 0, 8, axes])
    if not is_idx or len(body) != np.prod(sizes):
        fail(
            f"{str(path)!r} is another file",
            {"sizes": sizes, "bytes": len(body)},
            f"it must be an IDX file of bytes with {axes} axes",
            FileError,
        )
    return body.reshape(sizes)
