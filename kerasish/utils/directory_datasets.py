"""Datasets of the files in a directory: what images, text and sound have in common."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kerasish.base.discovery import internal
from kerasish.base.errors import DataError, fail
from kerasish.data.directories import (
    Arguments,
    Files,
    check_arguments,
    encode_label,
    index_files,
    subset_of,
)
from kerasish.data.sampled_dataset import SampledDataset
from kerasish.utils.printing import print_message


@internal
def datasets_of_files(
    owner: str,
    arguments: Arguments,
    endings: tuple[str, ...],
    read: Callable[[str], np.ndarray],
    batch_size: int | None,
    verbose: bool,
    join: Callable[[list], object] | None = None,
):
    """A dataset of what is read from files, with labels; two for ``subset="both"``.

    Raises:
        ArgumentError: arguments that do not go together.
        DataError: there are no files.
    """
    check_arguments(owner, arguments)
    if arguments.seed is None:
        arguments = arguments._replace(seed=np.random.randint(1_000_000))
    files = index_files(arguments, endings)
    if arguments.label_mode == "binary" and files.labels is not None:
        if len(files.class_names) != 2:
            fail(
                f"{owner}: label_mode='binary' needs two classes",
                {"classes": files.class_names},
            )
    if verbose:
        print_message(_found(files))
    both = ("training", "validation")
    parts = both if arguments.subset == "both" else (arguments.subset,)
    made = []
    for part in parts:
        chosen = subset_of(files, arguments.validation_split, part)
        if verbose and part is not None:
            print_message(f"Using {len(chosen.paths)} files for {part}.")
        if not chosen.paths:
            fail(
                f"{owner}: there are no files",
                {"directory": str(arguments.directory), "part": part},
                f"files must end in {', '.join(endings)}",
                DataError,
            )
        shuffles = arguments.shuffle and not (len(parts) == 2 and part == parts[1])
        made.append(_dataset(chosen, arguments, read, batch_size, shuffles, join))
    return made[0] if len(made) == 1 else made


def _found(files: Files) -> str:
    number = len(files.paths)
    if files.labels is None:
        return f"Found {number} files."
    return f"Found {number} files belonging to {len(files.class_names)} classes."


def _dataset(
    files: Files, arguments, read, batch_size, shuffles, join
) -> SampledDataset:
    def sample(number: int):
        content = read(files.paths[number])
        if files.labels is None:
            return content
        label = files.labels[number]
        mode, classes = arguments.label_mode, len(files.class_names)
        return content, encode_label(label, mode, classes)

    return SampledDataset(
        sample,
        len(files.paths),
        batch_size,
        shuffle=shuffles,
        seed=arguments.seed,
        join=join,
        class_names=files.class_names,
        file_paths=files.paths,
    )
