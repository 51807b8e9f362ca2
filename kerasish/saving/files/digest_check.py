"""Comparing what is read from a file with the digest that it was written with."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from kerasish.saving.files.h5_digest import (
    array_checksum,
    attribute_checksum,
    is_digest,
    key_of,
)

#: bytes from which on an array is summed in a thread while the next one is read
LARGE = 1 << 20


class DigestCheck:
    """The digest of one file; each part is compared once, when it is read.

    Args:
        table: checksums by key; None where nothing is to be compared.
        differs: is called with the name of a part that is not what was written; raises.
    """

    def __init__(self, table: dict[int, int] | None, differs: Callable[[str], None]):
        self.table = table
        self._differs = differs
        self._seen: set[int] = set()
        self._pool: ThreadPoolExecutor | None = None
        self._running: list[tuple[str, int, Future]] = []

    def attribute(self, path: str, name: str, value) -> None:
        """Compares the value of an attribute; None says that there is none."""
        if self.table is None or (path == "/" and is_digest(name)):
            return
        key = key_of(path, name)
        if value is None and key not in self.table:
            return
        if key not in self._seen:
            checksum = None if value is None else attribute_checksum(value)
            self._compare(f"attribute {name!r} of {path!r}", key, checksum)

    def dataset(self, path: str, array: np.ndarray) -> None:
        """Compares the numbers of a dataset, a large one by `settle` at the latest."""
        if self.table is None:
            return
        key = key_of(path)
        if key in self._seen:
            return
        if array.nbytes < LARGE:
            self._compare(f"dataset {path!r}", key, array_checksum(array))
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, "kerasish-digest")
        future = self._pool.submit(array_checksum, array)
        self._running.append((f"dataset {path!r}", key, future))

    def _compare(self, what: str, key: int, checksum: int | None) -> None:
        self._seen.add(key)
        if self.table.get(key) != checksum:
            self._differs(what)

    def settle(self) -> None:
        """Waits for the sums that are being made."""
        running, self._running = self._running, []
        for what, key, future in running:
            self._compare(what, key, future.result())

    def require_all_seen(self) -> None:
        """Fails if the digest knows parts that were not met."""
        self.settle()
        if self.table is not None and set(self.table) - self._seen:
            number = len(set(self.table) - self._seen)
            self._differs(f"{number} parts are missing: something")

    def close(self) -> None:
        """Ends the thread."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
