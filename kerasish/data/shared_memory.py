"""Memory that two processes share, in which the arrays of a batch lie."""

from __future__ import annotations

import mmap
import os
from multiprocessing import reduction

import numpy as np

#: where arrays begin: at the start of a cache line
ALIGNMENT = 64


class SharedMemory:
    """Memory without a name, which is gone when the last process that has it ends.

    Nothing is left over in /dev/shm, even if all processes are killed. It has room for
    what is written, and keeps it.

    Only Linux has such memory: see `is_available`.
    """

    def __init__(self):
        self._file = os.memfd_create("kerasish_batch")
        self._map: mmap.mmap | None = None

    @staticmethod
    def is_available() -> bool:
        """Whether the system has memory without a name."""
        return hasattr(os, "memfd_create")

    def __getstate__(self):
        """For a process that is being started: it gets the file by its number there."""
        return reduction.DupFd(self._file)

    def __setstate__(self, file):
        self._file, self._map = file.detach(), None

    def write(self, buffers: list) -> list[tuple[int, int]]:
        """Puts buffers one behind the other; returns (start, bytes) of each."""
        places, end = [], 0
        for buffer in buffers:
            places.append((end, buffer.nbytes))
            end += -(-buffer.nbytes // ALIGNMENT) * ALIGNMENT
        if end:
            room = self._mapped(end)
            for buffer, (start, size) in zip(buffers, places):
                room[start : start + size] = buffer.cast("B")
        return places

    def read(self, places: list[tuple[int, int]]) -> list[np.ndarray]:
        """Copies of what was written, as bytes; they may be changed."""
        if not places:
            return []
        end = sum(places[-1])
        copy = np.array(np.frombuffer(self._mapped(end), np.uint8, end))
        return [copy[start : start + size] for start, size in places]

    def _mapped(self, size: int) -> mmap.mmap:
        if self._map is None or len(self._map) < size:
            if os.fstat(self._file).st_size < size:
                os.ftruncate(self._file, size)
            # views of the old map keep it alive
            self._map = mmap.mmap(self._file, os.fstat(self._file).st_size)
        return self._map

    def close(self) -> None:
        """Gives the memory back."""
        if self._file >= 0:
            os.close(self._file)
        self._file, self._map = -1, None

    def __del__(self):
        self.close()
