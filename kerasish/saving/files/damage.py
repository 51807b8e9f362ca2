"""Errors of the libraries that read files, said as damage of the file."""

from __future__ import annotations

import struct
import zipfile
import zlib

from graph import GraphError

#: what h5py and zipfile raise when they find what cannot be
READING_ERRORS = (OSError, RuntimeError, LookupError, ValueError, TypeError,
                  AttributeError, ArithmeticError, MemoryError, SystemError, EOFError,
                  AssertionError, zipfile.BadZipFile, zlib.error,
                  struct.error)  # fmt: skip


class Reading:
    """Inside, errors of the libraries say that a part of the file is damaged.

    Args:
        owner: has the method ``damaged(what, got)``, which raises.
        what: the part that is read.
    """

    __slots__ = ("_owner", "_what")

    def __init__(self, owner, what: str):
        self._owner, self._what = owner, what

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind, error, _) -> None:
        if isinstance(error, GraphError) or not isinstance(error, READING_ERRORS):
            return
        self._owner.damaged(
            f"{self._what} cannot be read: the file is damaged or truncated",
            " ".join(str(error).split())[:300],
        )
