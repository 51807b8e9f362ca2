"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from kerasish.base.errors import FileError, fail
from kerasish.saving.files.leftovers import remove_leftovers, temporary_prefix


@contextlib.contextmanager
def atomic_file(path, check: Callable[[str], None] | None = None):
    """A temporary path to write to; at the end it takes the place of ``path``.

    The file is written in the same folder, flushed to the disk, checked, and renamed;
    whatever fails, the old file stays as it was.

    Args:
        path: where the file shall be.
        check: reads the temporary file and raises if it is not what was meant.

    Raises:
        FileError: the folder does not exist, or the disk is full.
    """
    path = Path(path)
    folder = path.parent
    if not folder.is_dir():
        fail(
            f"cannot save {path.name!r}: the folder does not exist",
            str(folder),
            "create the folder first",
            FileError,
        )
    remove_leftovers(path)
    handle, temporary = tempfile.mkstemp(prefix=temporary_prefix(path), dir=folder)
    os.close(handle)
    try:
        yield temporary
        _flush(temporary)
        if check is not None:
            check(temporary)
        _take_permissions(path, temporary)
        os.replace(temporary, path)
        _flush_folder(folder)
    except OSError as error:
        raise FileError(
            f"cannot save {str(path)!r}: {error}; the file that was there is untouched"
        ) from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)


@contextlib.contextmanager
def atomic_folder(path):
    """A temporary folder to write into; at the end it takes the place of ``path``.

    A folder that was there is put aside first, and put back if anything fails.

    Args:
        path: where the folder shall be.

    Raises:
        FileError: a file is there, the parent does not exist, or the disk is full.
    """
    path = Path(path)
    if not path.parent.is_dir() or path.is_file():
        fail(
            f"cannot save the folder {path.name!r}",
            "a file is there" if path.is_file() else f"{str(path.parent)!r} is missing",
            "choose another name or create the parent first",
            FileError,
        )
    remove_leftovers(path)
    prefix = temporary_prefix(path)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=path.parent) as work:
        new, old = Path(work, "new"), Path(work, "old")
        new.mkdir()
        yield new
        for file in new.rglob("*"):
            if file.is_file():
                _flush(file)
        if path.exists():
            os.replace(path, old)
        try:
            os.replace(new, path)
        except OSError as error:
            if old.exists():
                os.replace(old, path)
            raise FileError(f"cannot save {str(path)!r}: {error}") from error
        _flush_folder(path.parent)


def _flush(path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _flush_folder(folder) -> None:
    """The rename itself reaches the disk (not on systems that cannot open folders)."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _take_permissions(path: Path, temporary) -> None:
    """The mode of the old file, or what a new file would get."""
    if path.exists():
        os.chmod(temporary, path.stat().st_mode & 0o777)
        return
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(temporary, 0o666 & ~mask)
