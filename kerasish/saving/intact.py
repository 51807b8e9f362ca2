"""Telling files that hold what was written to them from damaged ones."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import graph
from kerasish.base.errors import DamagedFileError, FileError, fail
from kerasish.saving.files.archive_reader import WEIGHTS, ArchiveReader
from kerasish.saving.files.atomic_write import atomic_file
from kerasish.saving.files.damage import READING_ERRORS
from kerasish.saving.files.h5_digest import write_digest as write_digest_of
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.files.h5_writer import h5_file_for_writing
from kerasish.saving.structured.archive import is_archive

#: groups inside one another
MOST_DEPTH = 200
#: files beside a damaged one that are looked into
MOST_TRIED = 8


def verify(filepath) -> bool:
    """Reads all of a file and compares it with the digest that Kerasish wrote into it.

    Args:
        filepath: an ``.h5`` file, a ``.weights.h5`` file or a ``.keras`` archive.

    Returns:
        True if every part is what was written; False if the file has no digest, because
        something else wrote it, but can be read from end to end.

    Raises:
        DamagedFileError: a part cannot be read, is missing, or is not what was written.

    Example:
        >>> import os, tempfile
        >>> import kerasish
        >>> model = kerasish.Sequential([kerasish.Input((3,)),
        ...                              kerasish.layers.Dense(2)])
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = os.path.join(folder, "model.h5")
        ...     model.save(path)
        ...     kerasish.saving.verify(path)
        True
    """
    with Using(filepath):
        return _verified(filepath)


def _verified(filepath) -> bool:
    if not is_archive(filepath):
        with H5Reader(filepath) as reader:
            return _verify_h5(reader)
    with ArchiveReader(filepath) as archive:
        for name in archive.names():
            if name != WEIGHTS and not name.endswith("/"):
                archive.read(name)
        with archive.weights() as reader:
            return _verify_h5(reader)


def _verify_h5(reader: H5Reader) -> bool:
    read_everything(reader)
    return reader.has_digest


def read_everything(reader: H5Reader) -> None:
    """Reads each attribute and dataset once, with all checks of the reader."""
    pending, seen = [reader.root], set()
    while pending:
        item = pending.pop()
        place = reader.place(item)
        if place in seen:
            continue
        seen.add(place)
        if item.name.count("/") > MOST_DEPTH:
            reader.refuse(f"its groups are more than {MOST_DEPTH} deep")
        for name in reader.attribute_names(item):
            reader.attribute(item, name)
        if not reader.is_group(item):
            if reader.is_dataset(item) and reader.has_values(item):
                reader.array(item)
                reader.settle()
            continue
        inside = [reader.find(item, name) for name in reader.members(item)]
        pending.extend(member for member in inside if member is not None)
    reader.require_all_seen()


def latest_intact(folder, pattern: str = "*") -> Path | None:
    """The newest file of a folder that `verify` finds nothing wrong with, or None.

    Args:
        folder: where to look.
        pattern: of names, such as "model_*.keras".

    Example:
        >>> import tempfile
        >>> import kerasish
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     print(kerasish.saving.latest_intact(folder, "*.h5"))
        None
    """
    return _first_intact(_newest_first(Path(folder).glob(pattern)))


def _newest_first(paths) -> list[Path]:
    dated = []
    for path in paths:
        is_ours = path.suffix in (".keras", ".h5", ".hdf5") or path.is_dir()
        if is_ours and not path.name.startswith("."):
            with contextlib.suppress(OSError):  # gone meanwhile
                dated.append((path.stat().st_mtime_ns, path))
    return [path for _, path in sorted(dated, reverse=True)]


def _first_intact(paths) -> Path | None:
    for path in paths:
        with contextlib.suppress(FileError, OSError, NotImplementedError):
            verify(path)
            return path
    return None


@contextlib.contextmanager
def offering_intact(filepath):
    """What is raised inside about a damaged file names an intact one beside it.

    Errors that are not ours are said as errors of the file.
    """
    try:
        with Using(filepath):
            yield
    except DamagedFileError as error:
        path = Path(filepath)
        beside = [p for p in _newest_first(path.parent.glob(f"*{path.suffix}"))
                  if p != path]  # fmt: skip
        intact = _first_intact(beside[:MOST_TRIED])
        if intact is None:
            raise
        raise DamagedFileError(
            f"{error}\n  intact: {str(intact)!r} is the newest file beside it that is "
            "whole"
        ) from error.__cause__


class Using:
    """Inside, errors that nobody thought of say that the file cannot be used."""

    def __init__(self, filepath):
        self._path = filepath

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind, error, _) -> None:
        is_ours = isinstance(error, (graph.GraphError, NotImplementedError))
        if is_ours or not isinstance(error, READING_ERRORS):
            return
        said = " ".join(str(error).split())[:300]
        fail(
            f"{str(self._path)!r}: the file cannot be used",
            f"{type(error).__name__}: {said}",
            "it is damaged, or does not fit the model",
            FileError,
        )


def write_digest(filepath) -> None:
    """Takes what an HDF5 file holds now as what it shall hold; atomic.

    For files that were changed on purpose by other tools, which know no digest.

    Args:
        filepath: an ``.h5`` or ``.weights.h5`` file.

    Raises:
        FileError: the file is damaged, or a ``.keras`` archive.
    """
    if is_archive(filepath):
        fail(
            "write_digest: an archive is written as a whole",
            {"filepath": str(filepath)},
            "load_model(path, verify=False) and save it anew",
            graph.ArgumentError,
        )
    with H5Reader(filepath, verify=False) as reader:
        read_everything(reader)
    with atomic_file(filepath) as temporary:
        shutil.copyfile(filepath, temporary)
        with h5_file_for_writing(temporary, "r+") as file:
            write_digest_of(file)
