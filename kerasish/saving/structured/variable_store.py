"""What ``save_own_variables`` and ``load_own_variables`` get: a mapping of arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping

import numpy as np

from kerasish.saving.files.h5_arrays import numbers_of, write_array
from kerasish.saving.files.h5_reader import H5Reader


class WritingStore(MutableMapping):
    """Arrays that are written into a group of an HDF5 file, which is made when needed.

    Args:
        file: an open h5py file.
        place: of the object in the file.
        name: of the object, kept as an attribute; None for objects without.
    """

    def __init__(self, file, place: str, name: str | None):
        self._file = file
        self._path = f"{place}/vars".lstrip("/")
        self._group = None
        if name is not None:
            self._make().attrs["name"] = name

    def _make(self):
        if self._group is None:
            self._group = self._file.create_group(self._path)
        return self._group

    def __setitem__(self, key: str, value) -> None:
        write_array(self._make(), key, np.asarray(value))

    def __getitem__(self, key: str) -> np.ndarray:
        return numbers_of(self._make()[key][()])

    def __delitem__(self, key: str) -> None:
        del self._make()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(() if self._group is None else self._group)

    def __len__(self) -> int:
        return 0 if self._group is None else len(self._group)


class ReadingStore(Mapping):
    """The arrays of a group, each read, with the reader's checks, when asked for.

    Args:
        reader: the open file.
        group: of the object, or None where the file has none.
    """

    def __init__(self, reader: H5Reader, group):
        self._reader = reader
        self._group = group
        self._names = [] if group is None else reader.members(group)

    def dataset(self, key: str):
        """The dataset of a key, not read yet."""
        if key not in self._names:
            raise KeyError(key)
        return self._reader.find(self._group, key)

    def __getitem__(self, key: str) -> np.ndarray:
        return self._reader.array(self.dataset(key))

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
