"""Text files as a dataset."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kerasish.data.directories import Arguments
from kerasish.utils.directory_datasets import datasets_of_files


def text_dataset_from_directory(
    directory,
    labels="inferred",
    label_mode="int",
    class_names=None,
    batch_size=32,
    max_length=None,
    shuffle=True,
    seed=None,
    validation_split=None,
    subset=None,
    follow_links=False,
    format="tf",
    verbose=True,
):
    """A dataset of the ``.txt`` files below a directory, with their classes.

    Args:
        directory: has a folder for each class, if labels are "inferred".
        labels: "inferred" from the folders; a list of integers in the order of the
            sorted paths; None for no labels.
        label_mode: "int": int32; "categorical": float32 vectors with a one; "binary":
            float32[1], 0 or 1; None for no labels: folders are no classes then.
        class_names: folders in the order of their labels; by name when None.
        batch_size: texts in a batch; None for single ones.
        max_length: bytes of each text that are kept; all when None.
        shuffle: whether files are shuffled at first, and again for each epoch.
        seed: of the orders. The parts for training and validation are those of Keras;
            the orders of the epochs are not, as it draws them from TensorFlow.
        validation_split: the part kept back for validation, 0 to 1. One that leaves no
            file is an error; Keras takes all of them then.
        subset: "training", "validation" or "both" (a list of two datasets).
        follow_links: whether folders that are links are entered.
        format: accepted as in Keras.
        verbose: whether the number of files is printed.

    Returns:
        A `kerasish.data` dataset of arrays of text, or of pairs of text and labels.

    Raises:
        ArgumentError: arguments that do not go together.
        DataError: no directory, or no files.

    Example:
        >>> import pathlib, tempfile
        >>> from kerasish import utils
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     for name in ("bad", "good"):
        ...         pathlib.Path(folder, name).mkdir()
        ...         _ = pathlib.Path(folder, name, "a.txt").write_text(f"{name} film")
        ...     data = utils.text_dataset_from_directory(folder, shuffle=False)
        ...     for text, label in data:
        ...         print(text.tolist(), label.numpy())
        Found 2 files belonging to 2 classes.
        ['bad film', 'good film'] [0 1]
    """
    arguments = Arguments(directory, labels, label_mode, class_names, shuffle, seed,
                          validation_split, subset, follow_links)  # fmt: skip

    def read(path: str) -> np.ndarray:
        data = Path(path).read_bytes()
        return np.array(data[:max_length].decode("utf-8", errors="replace"), object)

    owner = "text_dataset_from_directory"
    return datasets_of_files(owner, arguments, (".txt",), read, batch_size, verbose)
