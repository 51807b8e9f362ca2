"""Arrays that stay in their file: rows are read when a batch asks for them."""

from __future__ import annotations

import numpy as np

from kerasish.base.settings import floatx

#: rows are read together with those between them while at most so many are not wanted
MOST_READ_FOR_ONE = 8


class StoredRows:
    """Rows of an array in a file, as an array that is read in parts.

    Args:
        stored: an h5py dataset, a zarr array or a memory map; anything with ``shape``,
            ``dtype`` and slices along the first axis.
        rows: which of them; all by default.
    """

    def __init__(self, stored, rows: range | None = None):
        self._stored = stored
        self._rows = range(stored.shape[0]) if rows is None else rows
        self.shape = (len(self._rows), *stored.shape[1:])
        is_double = stored.dtype == np.float64
        self.dtype = np.dtype(floatx()) if is_double else np.dtype(stored.dtype)

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def size(self) -> int:
        return int(np.prod(self.shape))

    @property
    def nbytes(self) -> int:
        return self.size * self.dtype.itemsize

    def __len__(self) -> int:
        return self.shape[0]

    def __array__(self, dtype=None, copy=None) -> np.ndarray:
        return self[:].astype(self.dtype if dtype is None else dtype, copy=False)

    def __getitem__(self, rows: slice) -> np.ndarray:
        part = self._rows[rows]
        return self._read(part.start, part.stop)

    def part(self, rows: slice) -> StoredRows:
        """Some of the rows, not read yet."""
        return StoredRows(self._stored, self._rows[rows])

    def take(self, places, axis: int = 0) -> np.ndarray:
        """Rows by number, in any order."""
        places = np.asarray(places)
        wanted, back = np.unique(places, return_inverse=True)
        wanted = wanted + self._rows.start
        # cut where too much would be read that nobody wants
        runs = np.split(wanted, np.flatnonzero(np.diff(wanted) > MOST_READ_FOR_ONE) + 1)
        parts = [self._read(r[0], r[-1] + 1)[r - r[0]] for r in runs if r.size]
        found = np.concatenate(parts) if parts else self._read(0, 0)
        return found[back]

    def _read(self, start: int, stop: int) -> np.ndarray:
        return np.asarray(self._stored[int(start) : int(stop)]).astype(
            self.dtype, copy=False
        )


def is_stored(array) -> bool:
    """Whether an array stays in its file: it comes in chunks, or is a memory map."""
    if isinstance(array, np.memmap):
        return array.ndim > 0
    has_chunks = hasattr(array, "chunks") and not isinstance(array, np.ndarray)
    return has_chunks and len(getattr(array, "shape", ())) > 0


def rows_of(array, rows: slice):
    """The rows of an array; of one in a file without reading them."""
    return array.part(rows) if isinstance(array, StoredRows) else array[rows]
