"""Files in folders by class: their paths, labels, and parts for validation."""

from __future__ import annotations

import os
from typing import NamedTuple

import numpy as np

from kerasish.base.errors import DataError, fail


class Files(NamedTuple):
    """Paths and labels of files, in order; labels are None where there are none."""

    paths: list[str]
    labels: list[int] | None
    class_names: list[str] | None


class Arguments(NamedTuple):
    """What all functions that read a directory are told about it."""

    directory: str
    labels: object
    label_mode: str | None
    class_names: list[str] | None
    shuffle: bool
    seed: int | None
    validation_split: float | None
    subset: str | None
    follow_links: bool


def index_files(arguments: Arguments, endings: tuple[str, ...]) -> Files:
    """The files of a directory, shuffled if that is asked for.

    With labels "inferred" each folder is a class, and classes are in the order of
    their names; files of no folder have none. Files come in the order of their paths.

    Raises:
        ArgumentError: class_names that are no folders, or another number of labels.
        DataError: the directory is missing.
    """
    directory = os.fspath(arguments.directory)
    if not os.path.isdir(directory):
        fail(f"there is no directory {directory!r}", error=DataError)
    inferred = arguments.labels == "inferred" and arguments.label_mode is not None
    folders = _class_folders(directory, arguments.class_names) if inferred else [""]
    paths, labels = [], []
    for number, folder in enumerate(folders):
        found = list(_files_below(os.path.join(directory, folder), endings, arguments))
        paths += found
        labels += [number] * len(found)
    class_names: list[str] | None = folders
    if arguments.labels is None or arguments.label_mode is None:
        labels = class_names = None
    elif not inferred:
        labels, class_names = _given_labels(arguments.labels, len(paths))
    if arguments.shuffle:
        seed = arguments.seed
        for part in (paths, labels) if labels is not None else (paths,):
            np.random.RandomState(seed).shuffle(part)
    return Files(paths, labels, class_names)


def _class_folders(directory: str, class_names) -> list[str]:
    folders = sorted(
        name
        for name in os.listdir(directory)
        if os.path.isdir(os.path.join(directory, name)) and not name.startswith(".")
    )
    if class_names is None:
        return folders
    if not set(class_names) <= set(folders):
        fail(
            "class_names are not the names of folders",
            {"class_names": list(class_names), "folders": folders},
            "name folders of the directory, in the order of their labels",
        )
    return list(class_names)


def _files_below(folder: str, endings, arguments: Arguments):
    walk = os.walk(folder, followlinks=arguments.follow_links)
    for root, _, names in sorted(walk, key=lambda entry: entry[0]):
        for name in sorted(names):
            if name.lower().endswith(endings):
                yield os.path.join(root, name)


def _given_labels(labels, number: int):
    if len(labels) != number:
        fail(
            "there must be one label for each file",
            {"labels": len(labels), "files": number},
            "give them in the order of the sorted paths",
        )
    return list(labels), [str(label) for label in sorted(set(labels))]


def check_arguments(owner: str, arguments: Arguments) -> None:
    """Fails on labels, modes and parts that do not go together.

    Raises:
        ArgumentError: says which.
    """
    labels, mode, names = arguments[1:4]
    if labels not in ("inferred", None):
        if not isinstance(labels, (list, tuple)):
            fail(
                f"{owner}: labels must be 'inferred', None, or a list of integers",
                {"labels": repr(labels)[:80]},
            )
        if names is not None:
            fail(f"{owner}: class_names need labels='inferred'", {"class_names": names})
    if labels is None and names is not None:
        fail(f"{owner}: class_names need labels", {"labels": None})
    if mode not in ("int", "categorical", "binary", None):
        fail(
            f"{owner}: label_mode must be 'int', 'categorical', 'binary' or None",
            {"label_mode": repr(mode)},
        )
    _check_split(owner, arguments)


def _check_split(owner: str, arguments: Arguments) -> None:
    split, subset = arguments.validation_split, arguments.subset
    if split is not None and not 0 < split < 1:
        fail(f"{owner}: validation_split must be between 0 and 1", {"got": split})
    if (split is None) != (subset is None):
        fail(
            f"{owner}: validation_split and subset go together",
            {"validation_split": split, "subset": subset},
            "pass both, or none",
        )
    if subset not in ("training", "validation", "both", None):
        fail(
            f"{owner}: subset must be 'training', 'validation', 'both' or None",
            {"subset": repr(subset)},
        )
    if split is not None and arguments.shuffle and arguments.seed is None:
        fail(
            f"{owner}: a shuffled split needs a seed",
            {"shuffle": True, "seed": None},
            "pass the same seed for both parts, or shuffle=False",
        )


def subset_of(files: Files, split: float | None, subset: str | None) -> Files:
    """The part of the files for training or validation: the last ones are kept back."""
    if split is None:
        return files
    number = int(split * len(files.paths))
    cut = len(files.paths) - number
    rows = slice(0, cut) if subset == "training" else slice(cut, None)
    labels = None if files.labels is None else files.labels[rows]
    return Files(files.paths[rows], labels, files.class_names)


def encode_label(label: int, mode: str, classes: int) -> np.ndarray:
    """A label as int32, as a float32 vector with a one, or as float32[1]."""
    if mode == "categorical":
        return np.eye(classes, dtype=np.float32)[label]
    if mode == "binary":
        return np.array([label], np.float32)
    return np.array(label, np.int32)
