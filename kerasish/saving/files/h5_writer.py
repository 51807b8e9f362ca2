"""HDF5 files that are being written, on disks that may be full."""

from __future__ import annotations

import contextlib
import io

#: bytes in a page of what could not be written
_PAGE = 4096
#: longer pieces are numbers, which the library does not read again
_LONGEST_KEPT = 1 << 16


@contextlib.contextmanager
def h5_file_for_writing(path, mode: str = "w"):
    """An h5py file; when the disk is full, that is raised at the end.

    HDF5 itself crashes, or tries and fails until the program ends, if a write fails
    while it has objects open. So it is never told: the rest goes nowhere, and the file,
    which is a temporary one, is of no use.

    Args:
        path: of the file.
        mode: "w" for a new one, "r+" to change one.

    Raises:
        OSError: the system's, of the first write that failed.
    """
    import h5py

    with ForgivingFile(path, "w+b" if mode == "w" else "r+b") as raw:
        with h5py.File(raw, mode) as file:
            yield file
        if raw.error is not None:
            raise raw.error


class ForgivingFile(io.RawIOBase):
    """A file whose writes never fail; `error` is that of the first which did.

    What is short and could not be written can be read nevertheless.
    """

    def __init__(self, path, mode: str):
        super().__init__()
        self._file = open(path, mode, buffering=0)  # noqa: SIM115  closed by `close`
        self._place = 0
        self._pages: dict[int, bytearray] = {}
        self._size = 0
        #: of the first write that failed
        self.error: OSError | None = None

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Moves in the file."""
        if whence == io.SEEK_END:
            size = self._file.seek(0, io.SEEK_END)
            self._place = max(size, self._size) + offset
        else:
            self._place = offset + (self._place if whence == io.SEEK_CUR else 0)
        return self._place

    def tell(self) -> int:
        """The place in the file."""
        return self._place

    def write(self, data) -> int:
        """Writes all of it, or takes note of the error."""
        view = memoryview(data).cast("B")
        size = len(view)
        if self.error is None:
            try:
                self._write_all(view)
            except OSError as error:
                self.error = error
        if self.error is not None and size <= _LONGEST_KEPT:
            self._keep(view)
        self._place += size
        self._size = max(self._size, self._place)
        return size

    def _write_all(self, view: memoryview) -> None:
        self._file.seek(self._place)
        while view:
            view = view[self._file.write(view) :]

    def _keep(self, view: memoryview) -> None:
        for number, inside, part in _pages_of(self._place, view):
            if number not in self._pages:
                page = bytearray(_PAGE)
                self._file.seek(number * _PAGE)
                self._file.readinto(page)
                self._pages[number] = page
            self._pages[number][inside : inside + len(part)] = part

    def readinto(self, buffer) -> int:
        """Reads; zeros where nothing could be written."""
        view = memoryview(buffer).cast("B")
        self._file.seek(self._place)
        size = self._file.readinto(view)
        if self.error is not None:
            view[size:] = bytes(len(view) - size)
            size = len(view)
            for number, inside, part in _pages_of(self._place, view):
                if number in self._pages:
                    part[:] = self._pages[number][inside : inside + len(part)]
        self._place += size
        return size

    def truncate(self, size: int | None = None) -> int:
        """Cuts the file, or makes it longer."""
        size = self._place if size is None else size
        if self.error is None:
            try:
                self._file.truncate(size)
            except OSError as error:
                self.error = error
        self._size = size
        return size

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        """Closes the file."""
        self._file.close()
        super().close()


def _pages_of(start: int, view: memoryview):
    """(page, place in it, part of the view) for all pages that a view touches."""
    done = 0
    while done < len(view):
        number, inside = divmod(start + done, _PAGE)
        part = view[done : done + _PAGE - inside]
        yield number, inside, part
        done += len(part)
