"""The one guarded reader of HDF5 files.

Nothing outside the file is touched: external links, external raw data and virtual
datasets are refused, soft links are followed a few steps inside the file only, and the
declared size of a dataset is compared with what is expected before it is read.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import BinaryIO

import numpy as np

from kerasish.base.errors import FileError, fail
from kerasish.saving.files.h5_arrays import numbers_of

SIGNATURE = b"\x89HDF\r\n\x1a\n"
#: soft links followed for one name
MOST_LINKS = 8
#: members of a group, and parts of a chunked attribute
MOST_MEMBERS = 200_000
#: bytes of a dataset whose shape nothing predicts
MOST_UNEXPECTED_BYTES = 1 << 33


def require_file(path) -> None:
    """Fails unless there is a file at this path."""
    if not Path(path).is_file():
        fail(
            f"{str(path)!r}: there is no such file",
            None,
            "check the path; the working folder matters for relative ones",
            FileError,
        )


class H5Reader:
    """An open HDF5 file.

    Args:
        path: of the file.
        stream: its bytes, if they are inside another file; ``path`` names them then.

    Raises:
        FileError: the file does not exist, is not HDF5, or is truncated.

    Example:
        >>> import kerasish
        >>> from kerasish.saving.files.h5_reader import H5Reader
        >>> H5Reader("no such file.h5")
        Traceback (most recent call last):
        ...
        kerasish.base.errors.FileError: 'no such file.h5': there is no such file
          hint: check the path; the working folder matters for relative ones
          made by: ...
    """

    def __init__(self, path, stream: BinaryIO | None = None):
        import h5py

        self.path = str(path)
        self._h5py = h5py
        if stream is None:
            require_file(path)
            with open(path, "rb") as file:
                self._check_signature(file)
        else:
            self._check_signature(stream)
        try:
            self.root = h5py.File(path if stream is None else stream, "r")
        except OSError as error:
            self.refuse(
                "the file is damaged or truncated",
                str(error),
                "take another copy of it",
            )

    def _check_signature(self, stream) -> None:
        start = stream.read(len(SIGNATURE))
        size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        if start != SIGNATURE:
            self.refuse(
                "this is not an HDF5 file",
                f"{size} bytes",
                "pass a file that model.save or save_weights wrote",
            )

    def refuse(self, what: str, got=None, hint: str = ""):
        """Raises a FileError about this file."""
        fail(f"{self.path!r}: {what}", got, hint, FileError)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.root.close()

    # ---- groups and datasets

    def find(self, group, name: str):
        """The group or dataset of a path inside a group, or None."""
        found = group
        for part in [p for p in name.split("/") if p]:
            if not isinstance(found, self._h5py.Group):
                return None
            found = self._member(found, part)
            if found is None:
                return None
        return found

    def _member(self, group, name, links: int = 0):
        link = group.get(name, getlink=True)
        if link is None:
            return None
        if isinstance(link, self._h5py.ExternalLink):
            self.refuse(f"{name!r} is a link to another file, which is not followed")
        if isinstance(link, self._h5py.SoftLink):
            if links >= MOST_LINKS:
                self.refuse(f"{name!r} is a chain of links without end")
            target = link.path.strip("/").split("/")
            found = self.root if link.path.startswith("/") else group
            for part in target:
                found = None if found is None else self._member(found, part, links + 1)
            return found
        return group[name]

    def members(self, group) -> list[str]:
        """Names in a group, in the file's order."""
        if len(group) > MOST_MEMBERS:
            self.refuse(f"{group.name!r} has {len(group)} members")
        return list(group.keys())

    def array(self, dataset, shape=None) -> np.ndarray:
        """The values of a dataset.

        Args:
            dataset: from `find`.
            shape: what is expected; another one is refused before reading.
        """
        self._check_storage(dataset)
        if shape is not None and tuple(dataset.shape) != tuple(shape):
            self.refuse(
                f"{dataset.name!r} has another shape",
                {"file": list(dataset.shape), "expected": list(shape)},
                "the file belongs to another model",
            )
        if (
            shape is None
            and dataset.size * dataset.dtype.itemsize > MOST_UNEXPECTED_BYTES
        ):
            self.refuse(f"{dataset.name!r} declares {dataset.size} elements")
        if dataset.dtype.kind not in "biufcV" or dataset.dtype.hasobject:
            self.refuse(f"{dataset.name!r} holds {dataset.dtype}, not numbers")
        try:
            return numbers_of(np.asarray(dataset[()]))
        except OSError as error:
            self.refuse(
                f"{dataset.name!r} cannot be read", str(error), "the file is damaged"
            )

    def _check_storage(self, dataset) -> None:
        if not isinstance(dataset, self._h5py.Dataset):
            self.refuse(f"{getattr(dataset, 'name', dataset)!r} is not a dataset")
        if dataset.external:
            self.refuse(f"{dataset.name!r} keeps its data in another file")
        if dataset.is_virtual:
            self.refuse(f"{dataset.name!r} is put together from other files")

    # ---- attributes

    def text(self, group, name: str) -> str | None:
        """A text attribute, or None."""
        if name not in group.attrs:
            return None
        value = group.attrs[name]
        if isinstance(value, np.ndarray) and value.ndim == 0:
            value = value.item()
        if isinstance(value, bytes):
            try:
                return value.decode("utf-8")
            except UnicodeDecodeError:
                self.refuse(f"attribute {name!r} is not UTF-8 text")
        return value if isinstance(value, str) else str(value)

    def json(self, group, name: str):
        """An attribute that holds JSON, or None."""
        text = self.text(group, name)
        if text is None:
            return None
        try:
            return json.loads(text)
        except (json.JSONDecodeError, RecursionError) as error:
            self.refuse(
                f"attribute {name!r} is not JSON", str(error), "the file is damaged"
            )

    def names(self, group, name: str) -> list[str]:
        """A list of names; long ones are spread over name0, name1, ..."""
        if name in group.attrs:
            return self._decoded(group.attrs[name], name)
        found: list[str] = []
        part = 0
        while f"{name}{part}" in group.attrs:
            found += self._decoded(group.attrs[f"{name}{part}"], name)
            part += 1
        return found

    def _decoded(self, values, name) -> list[str]:
        values = np.asarray(values).ravel().tolist()
        try:
            return [
                v.decode("utf-8") if isinstance(v, bytes) else str(v) for v in values
            ]
        except UnicodeDecodeError:
            self.refuse(f"a name in attribute {name!r} is not UTF-8 text")
