"""The files of CIFAR-10 and CIFAR-100."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kerasish.base.errors import FileError, fail
from kerasish.base.settings import image_data_format
from kerasish.datasets.plain_pickles import load_plain


def load_batches(folder, names, label_key: str):
    """Images uint8 (n, 32, 32, 3), or channels first, and labels (n, 1).

    Args:
        folder: of the files.
        names: of the files.
        label_key: "labels", "fine_labels" or "coarse_labels".

    Raises:
        FileError: a file is missing or holds something else.
    """
    images, labels = [], []
    for name in names:
        path = Path(folder, name)
        if not path.is_file():
            fail(f"there is no file {str(path)!r}", error=FileError)
        with open(path, "rb") as file:
            data = load_plain(file, str(path))
        found = (
            [data.get(k.encode()) for k in ("data", label_key)]
            if isinstance(data, dict)
            else [None, None]
        )
        if found[0] is None or found[1] is None or np.shape(found[0])[1:] != (3072,):
            fail(
                f"{str(path)!r} is another file",
                None,
                f"it must hold data (n, 3072) and {label_key}",
                FileError,
            )
        images.append(np.asarray(found[0], np.uint8))
        labels.append(np.asarray(found[1]))
    x = np.concatenate(images).reshape(-1, 3, 32, 32)
    y = np.concatenate(labels).reshape(-1, 1)
    return (x.transpose(0, 2, 3, 1) if image_data_format() == "channels_last" else x), y
