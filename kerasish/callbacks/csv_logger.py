"""Writes the metrics of each epoch into a table."""

from __future__ import annotations

import csv
import io
import os

import numpy as np

from kerasish.base.file_errors import error_of_file
from kerasish.callbacks.callback import Callback


class CSVLogger(Callback):
    """Writes a row an epoch into a CSV file; a row is in the file at once.

    A file that was there is emptied when the first row is written, or with `append`
    not at all.

    The columns are the epoch, from 0, and the names of the first logs in alphabetical
    order; without validation in the first epoch, also "val_" and each name. What is not
    there is "NA".

    Args:
        filename: of the file.
        separator: between columns.
        append: whether rows are added to the file, and the header only to an empty one.

    Example:
        >>> import os, tempfile
        >>> from kerasish import callbacks
        >>> path = os.path.join(tempfile.mkdtemp(), "log.csv")
        >>> logger = callbacks.CSVLogger(path)
        >>> logger.on_train_begin()
        >>> logger.on_epoch_end(0, {"loss": 0.5, "val_loss": 0.75})
        >>> logger.on_train_end()
        >>> with open(path) as file:
        ...     print(file.read().strip())
        epoch,loss,val_loss
        0,0.5,0.75
    """

    decides = False

    def __init__(self, filename, separator=",", append=False):
        super().__init__()
        self.filename = os.fspath(filename)
        self.sep = separator
        self.append = append
        self.keys: list[str] | None = None
        self._needs_header = True
        self._size = 0

    def get_state(self) -> dict:
        return {
            "keys": self.keys,
            "needs_header": self._needs_header,
            "size": self._size,
        }

    def set_state(self, state) -> None:
        """Rows that were written after the backup will be written again."""
        self.keys, self._needs_header = state["keys"], state["needs_header"]
        self._size = state["size"]
        if self._size > os.path.getsize(self.filename):  # somebody has cleared up
            self._size, self._needs_header = os.path.getsize(self.filename), True

    def on_train_begin(self, logs=None):
        self.keys = None
        with open(self.filename, "ab"):  # it can be written
            pass
        self._size = os.path.getsize(self.filename) if self.append else 0
        self._needs_header = self._size == 0

    def on_epoch_end(self, epoch, logs=None):
        logs = {} if logs is None else logs
        if self.keys is None:
            self.keys = sorted(logs)
            if not any(key.startswith("val_") for key in self.keys):
                self.keys += [f"val_{key}" for key in self.keys]
        if self._needs_header:
            self._write(["epoch", *self.keys])
            self._needs_header = False
        self._write([epoch, *(_cell(logs.get(key, "NA")) for key in self.keys)])

    def on_train_end(self, logs=None):
        os.truncate(self.filename, self._size)

    def _write(self, cells) -> None:
        line = io.StringIO()
        csv.writer(line, delimiter=self.sep, lineterminator="\n").writerow(cells)
        row = line.getvalue().encode("utf-8")
        os.truncate(self.filename, self._size)
        try:
            with open(self.filename, "ab") as file:
                file.write(row)
        except OSError as error:
            os.truncate(self.filename, self._size)  # no half of a row
            raise error_of_file(error, self.filename) from error
        self._size += len(row)


def _cell(value):
    """A number or a text; several numbers as a list in brackets."""
    if isinstance(value, str) or np.ndim(value) == 0:
        return value
    return f'"[{", ".join(map(str, np.asarray(value).tolist()))}]"'
