"""Files of public data sets: local ones, or downloaded once and kept."""

from __future__ import annotations

from pathlib import Path

from kerasish.base.errors import FileError, fail
from kerasish.base.keras_home import keras_home
from kerasish.utils.get_file import get_file

#: where Keras' own copies of data sets are
KERAS_FILES = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"


def kept_file(path, address: str, digest: str | None = None, folder="datasets") -> Path:
    """The path of a file of a data set.

    Args:
        path: of a local file; or a name, for the one that Keras keeps in ``~/.keras``
            (or KERAS_HOME), which is downloaded if it is not there.
        address: of the file.
        digest: SHA-256 of the downloaded file.
        folder: where it is kept.

    Raises:
        FileError: there is no such file, and no network.
    """
    given = Path(path)
    if given.is_file():
        return given
    if len(given.parts) > 1:
        fail(f"there is no file {str(path)!r}", error=FileError)
    try:
        return Path(get_file(given.name, address, False, None, digest, folder))
    except FileError as error:
        raise _not_there(address, keras_home() / folder / given.name) from error


def kept_folder(name: str, address: str, digest: str) -> Path:
    """The folder that an archive of a data set is unpacked to; see `kept_file`."""
    try:
        return Path(get_file(name, address, file_hash=digest, extract=True))
    except FileError as error:
        target = keras_home() / "datasets" / f"{name}_archive"
        raise _not_there(address, target) from error


def _not_there(address: str, target: Path) -> FileError:
    return FileError(
        f"the data set is not on this computer and cannot be downloaded.\n"
        f"  hint: get {address} and put it to {str(target)!r}, or pass its path"
    )
