"""Small colour images of 100 kinds of things."""

from __future__ import annotations

from kerasish.base.errors import fail
from kerasish.datasets.cifar_files import load_batches
from kerasish.datasets.kept_files import kept_folder

_ADDRESS = "https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz"
_DIGEST = "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7"
_FOLDER = "cifar-100-python"


def load_data(label_mode="fine", path=None):
    """60,000 images of 32 x 32 pixels in 100 classes, which make 20 larger ones.

    Args:
        label_mode: "fine" for the 100 classes, "coarse" for the 20.
        path: folder with the files train and test; None for the kept ones, which are
            downloaded if they are not there.

    Returns:
        (x_train, y_train), (x_test, y_test): images uint8 (n, 32, 32, 3) with values 0
        to 255, labels int64 (n, 1).

    Raises:
        ArgumentError: another label_mode.
        FileError: there are no files, and no network.

    Source:
        A. Krizhevsky (2009), "Learning multiple layers of features from tiny images".
    """
    if label_mode not in ("fine", "coarse"):
        fail(
            "cifar100: label_mode must be 'fine' or 'coarse'",
            {"label_mode": repr(label_mode)},
        )
    if path is None:
        path = kept_folder(f"{_FOLDER}-target", _ADDRESS, _DIGEST) / _FOLDER
    key = f"{label_mode}_labels"
    return load_batches(path, ["train"], key), load_batches(path, ["test"], key)
