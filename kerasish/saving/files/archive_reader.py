"""The one guarded reader of ``.keras`` archives, zipped or as a folder.

Nothing is extracted but assets, and these to a new temporary folder, with their names
checked; what a member says of its size is compared with the bytes that are there.
"""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from kerasish.base.errors import DamagedFileError, FileError, fail
from kerasish.saving.files.damage import Reading
from kerasish.saving.files.h5_reader import H5Reader, require_file
from kerasish.saving.files.json_text import MOST_CHARACTERS, parse_json
from kerasish.saving.files.zip_limits import (
    claim_of_directory,
    claim_of_member,
    claim_of_members,
)

METADATA, CONFIG, WEIGHTS, ASSETS = (
    "metadata.json",
    "config.json",
    "model.weights.h5",
    "assets",
)
#: the key of the metadata under which members have their checksums
DIGEST = "kerasish_digest"
#: files of a folder that are listed
MOST_FILES = 100_000


class ArchiveReader:
    """An open archive.

    Args:
        path: of a ``.keras`` file, or of a folder with the same members.
        stream: the bytes, if they are no file; ``path`` names them then.
        verify: whether members are compared with the digest, if there is one.

    Attributes:
        size: bytes of the file, or of all files in the folder.

    Raises:
        FileError: it is missing, damaged, or not such an archive.
    """

    def __init__(self, path, stream=None, verify: bool = True):
        self.path = str(path)
        self.verify = verify
        self._zip = self._digest = None
        self._folder = Path(path) if stream is None and os.path.isdir(path) else None
        if self._folder is not None:
            self._names = self._files_of_folder()
            self.size = sum((self._folder / n).stat().st_size for n in self._names)
            return
        if stream is None:
            require_file(path)
        with self._reading("the archive"):
            if stream is None:
                stream = open(path, "rb")  # noqa: SIM115  closed by close
            self._stream = stream
            self._require(claim_of_directory(stream))
            self._zip = zipfile.ZipFile(stream)
            self._require(claim_of_members(self._zip.infolist()))
            self._names = self._zip.namelist()
            self.size = stream.seek(0, os.SEEK_END)

    def _require(self, claim: str | None) -> None:
        if claim is not None:
            self._stream.close()
            self.damaged(
                "the archive is damaged, or not one",
                f"it has {claim}",
                "pass a file that model.save('name.keras') wrote",
            )

    def refuse(self, what: str, got=None, hint: str = ""):
        """Raises a FileError about this archive."""
        fail(f"{self.path!r}: {what}", got, hint, FileError)

    def damaged(self, what: str, got=None, hint: str = "take another copy of it"):
        """Raises a DamagedFileError about this archive."""
        fail(f"{self.path!r}: {what}", got, hint, DamagedFileError)

    def _reading(self, what: str) -> Reading:
        return Reading(self, what)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        """Closes the file."""
        if self._zip is not None:
            self._zip.close()
            self._stream.close()

    def names(self) -> list[str]:
        """The names of all members, with slashes."""
        return self._names

    def _files_of_folder(self) -> list[str]:
        found = []
        for folder, inside, files in os.walk(self._folder, followlinks=False):
            for name in [*inside, *files]:
                path = Path(folder, name)
                if path.is_symlink() or not (path.is_file() or path.is_dir()):
                    self.refuse(f"{name!r} is not a file but leads elsewhere")
            found += [Path(folder, name).relative_to(self._folder) for name in files]
            if len(found) > MOST_FILES:
                self.refuse(f"the folder has more than {MOST_FILES} files")
        return sorted(path.as_posix() for path in found)

    def read(self, name: str, most: int | None = None) -> bytes:
        """The bytes of a member.

        Args:
            name: of the member.
            most: bytes that it may have.
        """
        if name not in self.names():
            self.refuse(f"there is no {name!r} in it", f"members {self.names()[:8]}")
        with self._reading(f"{name!r}"):
            data = self._bytes_of(name, most)
        if self.verify and name not in (METADATA, WEIGHTS):
            self._compare(name, data)
        return data

    def _bytes_of(self, name: str, most: int | None) -> bytes:
        info = None if self._zip is None else self._zip.getinfo(name)
        path = None if self._zip is not None else self._folder / name
        size = path.stat().st_size if info is None else info.file_size
        if most is not None and size > most:
            self.refuse(f"{name!r} has {size} bytes")
        if info is None:
            return path.read_bytes()
        claim = claim_of_member(info)
        if claim is not None:
            self.damaged(f"{name!r} has {claim}")
        return self._zip.read(info)

    def _compare(self, name: str, data: bytes) -> None:
        if self._digest is None:
            metadata = self.json(METADATA) if METADATA in self.names() else {}
            found = metadata.get(DIGEST) if isinstance(metadata, dict) else None
            self._digest = found if isinstance(found, dict) else {}
        if name in self._digest and self._digest[name] != zlib.crc32(data):
            self.damaged(
                f"{name!r} is not what was written: it is damaged, or was changed",
                None,
                "take another copy; if it was changed on purpose, pass verify=False",
            )

    def json(self, name: str):
        """What a member holds as JSON."""
        data = self.read(name, MOST_CHARACTERS)
        try:
            return parse_json(data.decode("utf-8"))
        except ValueError as error:
            self.damaged(f"{name!r} is not JSON", str(error)[:300])

    def weights(self) -> H5Reader:
        """The weights, open."""
        if WEIGHTS not in self.names() and "model.weights.npz" in self.names():
            raise NotImplementedError(
                "weights in npz form are not read; save the model with h5 weights"
            )
        if self._zip is None:
            return H5Reader(self._folder / WEIGHTS, verify=self.verify)
        stream = io.BytesIO(self.read(WEIGHTS))
        return H5Reader(self.path, stream, verify=self.verify)

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
        data = self.read(name)
        with self._reading(f"{name!r}"):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
