"""The one guarded reader of ``.keras`` archives, zipped or as a folder.

Nothing is extracted but assets, and these to a new temporary folder, with their names
checked; what a member says of its size is compared with the bytes that are there.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from kerasish.base.errors import FileError, fail
from kerasish.saving.files.h5_reader import H5Reader, require_file

METADATA, CONFIG, WEIGHTS, ASSETS = (
    "metadata.json",
    "config.json",
    "model.weights.h5",
    "assets",
)
#: a member may be so large whatever its compressed size; Keras does not compress
FREE_BYTES = 1 << 28
#: how many times as large as its compressed size a larger member may be
MOST_EXPANSION = 100
MOST_TEXT_BYTES = 1 << 30


class ArchiveReader:
    """An open archive.

    Args:
        path: of a ``.keras`` file, or of a folder with the same members.
        stream: the bytes, if they are no file; ``path`` names them then.

    Raises:
        FileError: it is missing, damaged, or not such an archive.
    """

    def __init__(self, path, stream=None):
        self.path = str(path)
        self._zip = None
        self._folder = Path(path) if stream is None and os.path.isdir(path) else None
        if self._folder is None:
            if stream is None:
                require_file(path)
            try:
                self._zip = zipfile.ZipFile(path if stream is None else stream)
            except zipfile.BadZipFile as error:
                self.refuse(
                    "the archive is damaged, or not one",
                    str(error),
                    "pass a file that model.save('name.keras') wrote",
                )

    def refuse(self, what: str, got=None, hint: str = ""):
        """Raises a FileError about this archive."""
        fail(f"{self.path!r}: {what}", got, hint, FileError)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._zip is not None:
            self._zip.close()

    def names(self) -> list[str]:
        """The names of all members, with slashes."""
        if self._zip is not None:
            return self._zip.namelist()
        files = [p for p in self._folder.rglob("*") if p.is_file()]
        return sorted(p.relative_to(self._folder).as_posix() for p in files)

    def read(self, name: str, most: int | None = None) -> bytes:
        """The bytes of a member.

        Args:
            name: of the member.
            most: bytes that it may have.
        """
        if name not in self.names():
            self.refuse(f"there is no {name!r} in it", f"members {self.names()[:8]}")
        if self._zip is None:
            return (self._folder / name).read_bytes()
        info = self._zip.getinfo(name)
        expanded = info.file_size > MOST_EXPANSION * info.compress_size
        if info.file_size > FREE_BYTES and expanded:
            self.refuse(
                f"{name!r} claims to be {info.file_size} bytes in {info.compress_size}",
                None,
                "the file is damaged or hostile",
            )
        if most is not None and info.file_size > most:
            self.refuse(f"{name!r} has {info.file_size} bytes")
        try:
            return self._zip.read(info)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError,
                OSError) as error:  # fmt: skip
            self.refuse(f"{name!r} cannot be read", str(error), "it is damaged")

    def json(self, name: str):
        """What a member holds as JSON."""
        try:
            return json.loads(self.read(name, MOST_TEXT_BYTES).decode("utf-8"))
        except (ValueError, RecursionError) as error:
            if isinstance(error, FileError):
                raise
            self.refuse(f"{name!r} is not JSON", str(error), "the file is damaged")

    def weights(self) -> H5Reader:
        """The weights, open."""
        if self._zip is None:
            return H5Reader(self._folder / WEIGHTS)
        if WEIGHTS not in self.names() and "model.weights.npz" in self.names():
            raise NotImplementedError(
                "weights in npz form are not read; save the model with h5 weights"
            )
        return H5Reader(self.path, io.BytesIO(self.read(WEIGHTS)))

    @contextlib.contextmanager
    def assets(self):
        """A folder with the assets, while it is open; None where there are none."""
        names = [n for n in self.names() if n.startswith(f"{ASSETS}/")]
        if not names:
            yield None
        elif self._zip is None:
            yield self._folder / ASSETS
        else:
            with tempfile.TemporaryDirectory() as folder:
                for name in names:
                    self._extract(name, Path(folder))
                yield Path(folder) / ASSETS

    def _extract(self, name: str, folder: Path) -> None:
        parts = PurePosixPath(name).parts
        if ".." in parts or "\\" in name or ":" in name or name.startswith("/"):
            self.refuse(f"{name!r} leads out of the archive", None, "it is hostile")
        target = folder.joinpath(*parts)
        if name.endswith("/"):
            target.mkdir(parents=True, exist_ok=True)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(self.read(name))
