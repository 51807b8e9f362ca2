"""The one guarded reader of HDF5 files.

Nothing outside the file is touched: external links, external raw data and virtual
datasets are refused, soft links are followed a few steps inside the file only. What
something declares is compared with the bytes that are there before it is read, and what
was read with the digest of the file.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import BinaryIO

import numpy as np

from kerasish.base.errors import DamagedFileError, FileError, fail
from kerasish.saving.files.damage import READING_ERRORS, Reading
from kerasish.saving.files.digest_check import DigestCheck
from kerasish.saving.files.h5_arrays import numbers_of
from kerasish.saving.files.h5_attributes import AttributeReader, as_text
from kerasish.saving.files.h5_digest import read_digest
from kerasish.saving.files.h5_limits import claim_of_dataset, most_bytes

SIGNATURE = b"\x89HDF\r\n\x1a\n"
#: steps that soft links may take for one name
MOST_STEPS = 64
#: parts of one name
MOST_PARTS = 1000
#: members of a group
MOST_MEMBERS = 200_000


def require_file(path) -> None:
    """Fails unless there is a file at this path."""
    if not Path(path).is_file():
        fail(
            f"{str(path)!r}: there is no such file",
            None,
            "check the path; the working folder matters for relative ones",
            FileError,
        )


class H5Reader(AttributeReader):
    """An open HDF5 file.

    Args:
        path: of the file.
        stream: its bytes, if they are inside another file; ``path`` names them then.
        verify: whether what is read is compared with the file's digest, if it has one.

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

    def __init__(self, path, stream: BinaryIO | None = None, verify: bool = True):
        import h5py

        self.path = str(path)
        self._h5py = h5py
        self._stream = stream
        self._read_bytes = 0
        if stream is None:
            require_file(path)
        with self.open_bytes() as file:
            self._check_signature(file)
        with self.reading("the file"):
            self.root = h5py.File(path if stream is None else stream, "r")
        self._check = DigestCheck(None, self._differs)
        if verify:
            try:
                self._check.table = read_digest(self.root)
            except READING_ERRORS as error:
                self.close()
                self.damaged("the digest is damaged", str(error))

    def open_bytes(self):
        """The bytes of the file, as a context."""
        if self._stream is None:
            return open(self.path, "rb")
        self._stream.seek(0)
        return contextlib.nullcontext(self._stream)

    def _check_signature(self, stream) -> None:
        start = stream.read(len(SIGNATURE))
        self.size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        if start != SIGNATURE:
            self.damaged(
                "this is not an HDF5 file",
                f"{self.size} bytes",
                "pass a file that model.save or save_weights wrote",
            )

    def refuse(self, what: str, got=None, hint: str = ""):
        """Raises a FileError about this file."""
        fail(f"{self.path!r}: {what}", got, hint, FileError)

    def damaged(self, what: str, got=None, hint: str = "take another copy of it"):
        """Raises a DamagedFileError about this file."""
        fail(f"{self.path!r}: {what}", got, hint, DamagedFileError)

    def _differs(self, what: str) -> None:
        self.damaged(
            f"{what} is not what was written: the file is damaged, or was changed",
            None,
            "take another copy; if it was changed on purpose, pass verify=False or "
            "call kerasish.saving.write_digest on it once",
        )

    def reading(self, what: str) -> Reading:
        """Inside, errors of HDF5 say that this part of the file is damaged."""
        return Reading(self, what)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        try:
            if kind is None:
                self.settle()
        finally:
            self.close()

    def settle(self) -> None:
        """Fails if anything read so far is not what was written.

        Large arrays are compared in a thread: call this before they are used.
        """
        self._check.settle()

    @property
    def has_digest(self) -> bool:
        """Whether the file tells what was written to it."""
        return self._check.table is not None

    def require_all_seen(self) -> None:
        """Fails if not everything that was written has been read."""
        self._check.require_all_seen()

    def close(self) -> None:
        """Closes the file, without comparing what is still to be compared."""
        self._check.close()
        self.root.close()

    # ---- groups and datasets

    def find(self, group, name: str):
        """The group or dataset of a path inside a group, or None."""
        with self.reading(f"{name!r}"):
            return self._follow(group, name, [0])

    def _follow(self, group, name: str, steps: list[int]):
        parts = [p for p in name.split("/") if p and p != "."]
        if len(parts) > MOST_PARTS:
            self.refuse(f"a name has {len(parts)} parts", name[:100])
        found = self.root if name.startswith("/") else group
        for part in parts:
            if not isinstance(found, self._h5py.Group):
                return None
            found = self._member(found, part, steps)
        return found

    def _member(self, group, name: str, steps: list[int]):
        links, encoded = group.id.links, name.encode("utf-8")
        if not links.exists(encoded):
            return None
        kind = links.get_info(encoded).type
        if kind == self._h5py.h5l.TYPE_HARD:
            return group[name]
        if kind != self._h5py.h5l.TYPE_SOFT:
            self.refuse(f"{name!r} is a link to another file, which is not followed")
        steps[0] += 1
        if steps[0] > MOST_STEPS:
            self.refuse(f"{name!r} is a chain of links without end")
        return self._follow(group, group.get(name, getlink=True).path, steps)

    def is_group(self, item) -> bool:
        """Whether something from `find` is a group."""
        return isinstance(item, self._h5py.Group)

    def is_dataset(self, item) -> bool:
        """Whether something from `find` is a dataset; it may also be a named type."""
        return isinstance(item, self._h5py.Dataset)

    def has_values(self, dataset) -> bool:
        """Whether a dataset has a shape at all."""
        with self.reading(f"the shape of {dataset.name!r}"):
            return dataset.shape is not None

    def place(self, item) -> int:
        """Where the object is in the file: equal for two names of one object."""
        with self.reading("an object"):
            return self._h5py.h5o.get_info(item.id).addr

    def members(self, group) -> list[str]:
        """Names in a group, in the file's order."""
        with self.reading(f"group {group.name!r}"):
            if len(group) > MOST_MEMBERS:
                self.refuse(f"{group.name!r} has {len(group)} members")
            return [as_text(name) for name in group]

    def shape(self, dataset) -> tuple[int, ...]:
        """The shape that a dataset declares; anything else is refused."""
        if not isinstance(dataset, self._h5py.Dataset):
            self.refuse(f"{getattr(dataset, 'name', dataset)!r} is not a dataset")
        with self.reading(f"the shape of {dataset.name!r}"):
            if dataset.shape is None:
                self.refuse(f"{dataset.name!r} is empty: it has no shape")
            return tuple(dataset.shape)

    def array(self, dataset, shape=None) -> np.ndarray:
        """The values of a dataset.

        Args:
            dataset: from `find`.
            shape: what is expected; another one is refused before reading.
        """
        found = self.shape(dataset)
        if shape is not None and found != tuple(shape):
            self.refuse(
                f"{dataset.name!r} has another shape",
                {"file": list(found), "expected": list(shape)},
                "the file belongs to another model",
            )
        with self.reading(f"{dataset.name!r}"):
            kind = dataset.dtype
            self._require_numbers(dataset, kind)
            self._require_truth(dataset, kind.itemsize)
            array = np.asarray(dataset[()])
        self._check.dataset(dataset.name, array)
        try:
            return numbers_of(array)
        except ImportError as error:  # the package of bfloat16 is an extra
            self.refuse(f"{dataset.name!r} holds bfloat16", None, str(error))

    def _require_numbers(self, dataset, kind: np.dtype) -> None:
        if dataset.external:
            self.refuse(f"{dataset.name!r} keeps its data in another file")
        if dataset.is_virtual:
            self.refuse(f"{dataset.name!r} is put together from other files")
        is_bfloat16 = kind == np.dtype("V2")
        if kind.hasobject or not (kind.kind in "biufc" or is_bfloat16):
            self.refuse(f"{dataset.name!r} holds {kind}"[:200] + ", not numbers")

    def _require_truth(self, dataset, itemsize: int) -> None:
        """Refuses what claims more than the file can hold, one by one and together."""
        claim = claim_of_dataset(dataset, itemsize, self.size)
        if claim is not None:
            self.damaged(f"{dataset.name!r} claims {claim}")
        self._read_bytes += dataset.size * itemsize
        if self._read_bytes > most_bytes(self.size):
            self.damaged(f"{self._read_bytes} bytes are claimed in {self.size}")
