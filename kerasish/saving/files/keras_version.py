"""Versions of Keras: the one whose format is written, and comparing those of files."""

from __future__ import annotations

#: recorded in the files that are written, because they follow this version's format
WRITTEN_VERSION = "3.15.0"


def major_version(version: str | None) -> int:
    """1, 2 or 3; files without a version were written by Keras 1.

    Example:
        >>> from kerasish.saving.files.keras_version import major_version
        >>> major_version("2.2.4-tf")
        2
    """
    head = (version or "1").split(".")[0]
    return int(head) if head.isdigit() else 1


def is_multi_backend(version: str | None) -> bool:
    """Whether it is of the Keras before 2.4, which was a package beside TensorFlow.

    Example:
        >>> from kerasish.saving.files.keras_version import is_multi_backend
        >>> is_multi_backend("2.2.4"), is_multi_backend("2.2.4-tf")
        (True, False)
    """
    parts = ("1" if version is None else version).split(".")
    if len(parts) < 2 or not parts[1].isdigit():
        return major_version(version) < 2
    is_whole = parts[-1].isdigit()  # tf.keras wrote 2.2.4-tf
    return is_whole and (major_version(version), int(parts[1])) <= (2, 3)
