"""Archives unpacked with care: nothing lands outside the folder it is meant for."""

from __future__ import annotations

import os
import tarfile
import zipfile
from pathlib import Path

from kerasish.base.discovery import internal
from kerasish.base.errors import FileError, fail


@internal
def unpack(path, folder, formats) -> bool:
    """Unpacks a tar or zip file into a folder.

    Args:
        path: of the archive; tar files may be compressed.
        folder: is made; members that lead out of it, links and devices are refused.
        formats: "auto", "tar", "zip", a list of them, or None.

    Returns:
        Whether it was an archive of one of these forms.

    Raises:
        FileError: a member is not safe; nothing is unpacked then.
    """
    formats = ("tar", "zip") if formats == "auto" else formats
    formats = (formats,) if isinstance(formats, str) else formats
    for form in () if formats is None else formats:
        if form == "tar" and tarfile.is_tarfile(path):
            with tarfile.open(path) as archive:
                _unpack_tar(archive, Path(folder))
            return True
        if form == "zip" and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    _require_inside(name, Path(folder))
                archive.extractall(folder)
            return True
    return False


def _unpack_tar(archive: tarfile.TarFile, folder: Path) -> None:
    members = archive.getmembers()
    for member in members:
        _require_inside(member.name, folder)
        if not (member.isfile() or member.isdir()):
            fail(
                f"archive: {member.name!r} is a link or a device",
                None,
                "unpack it yourself if you trust it",
                FileError,
            )
    folder.mkdir(parents=True, exist_ok=True)
    for member in members:
        target = folder / member.name
        if member.isdir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.extractfile(member) as source, open(target, "wb") as out:
            while block := source.read(1 << 20):
                out.write(block)


def _require_inside(name: str, folder: Path) -> None:
    root = os.path.realpath(folder)
    target = os.path.realpath(os.path.join(root, name.replace("\\", "/")))
    if target != root and not target.startswith(root + os.sep):
        fail(
            f"archive: {name!r} leads out of the folder",
            {"folder": str(folder)},
            "the archive is hostile",
            FileError,
        )
