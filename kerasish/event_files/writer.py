"""Writes events into a file that TensorBoard watches."""

from __future__ import annotations

import itertools
import os
import socket
import time

from kerasish.base.file_errors import error_of_file
from kerasish.event_files.protocol_buffer import data, double, integer
from kerasish.event_files.record import record
from kerasish.event_files.summaries import histogram, image, scalar

_NUMBERS = itertools.count()


class EventWriter:
    """An event file in a folder; each event is on the disk when its call returns.

    Args:
        folder: made if it does not exist. TensorBoard calls it a run.

    Example:
        >>> import os, tempfile
        >>> from kerasish.event_files import EventWriter
        >>> folder = tempfile.mkdtemp()
        >>> with EventWriter(folder) as writer:
        ...     writer.scalar("loss", 0.5, step=0)
        >>> os.listdir(folder)[0].startswith("events.out.tfevents")
        True
    """

    def __init__(self, folder):
        os.makedirs(folder, exist_ok=True)
        name = (
            f"events.out.tfevents.{int(time.time())}.{socket.gethostname()}."
            f"{os.getpid()}.{next(_NUMBERS)}.v2"
        )
        self.path = os.path.join(os.fspath(folder), name)
        # open from the first event to close
        self._file = open(self.path, "ab", buffering=0)  # noqa: SIM115
        self._write(data(3, "brain.Event:2"))

    def scalar(self, tag: str, value: float, step: int) -> None:
        """Writes one number."""
        self._write(integer(2, step) + data(5, scalar(tag, value)))

    def histogram(self, tag: str, values, step: int) -> None:
        """Writes the distribution of some values."""
        self._write(integer(2, step) + data(5, histogram(tag, values)))

    def image(self, tag: str, pixels, step: int) -> None:
        """Writes an image; see `kerasish.event_files.summaries.image`."""
        self._write(integer(2, step) + data(5, image(tag, pixels)))

    def graph(self, encoded: bytes) -> None:
        """Writes a graph; see `kerasish.event_files.layer_graph`."""
        self._write(data(4, encoded))

    def _write(self, event: bytes) -> None:
        whole = memoryview(record(double(1, time.time()) + event))
        start = os.fstat(self._file.fileno()).st_size
        try:
            while whole:
                whole = whole[self._file.write(whole) :]
        except OSError as error:
            self._file.truncate(start)  # TensorBoard reads no half of an event
            raise error_of_file(error, self.path) from error

    def close(self) -> None:
        """Nothing can be written after it."""
        self._file.close()

    def __del__(self):
        # a training that fails does not come to the end where it is closed
        if hasattr(self, "_file"):
            self.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
